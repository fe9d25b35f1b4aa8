"""PDF files: the door of pypdf and pdfium. Text with positions comes out, and pictures and highlights of a page."""
