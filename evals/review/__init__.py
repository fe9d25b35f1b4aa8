"""The review page at `/beoordeling`: what officials asked, judged, measured and reported, without a terminal."""
