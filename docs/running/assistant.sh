#!/bin/sh
# /usr/local/bin/assistant: the command line as the service's own user, with the service's settings. Run it as root.
set -eu
set -a
. /etc/assistant/assistant.env
set +a
HOME=/var/lib/assistant
export HOME
umask 077
cd "$HOME"
exec setpriv --reuid=assistant --regid=assistant --init-groups /opt/assistant/current/.venv/bin/assistant "$@"
