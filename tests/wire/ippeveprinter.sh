#!/bin/sh
# CUPS' own test printer, alone in its namespaces: ippeveprinter will not start without avahi, and
# avahi not without a system bus, and neither may be the machine's.
# Usage: ippeveprinter.sh FOLDER PORT; FOLDER/print.sh is what it does with a page.
set -e
folder=$1 port=$2
mount -t tmpfs tmpfs /run
mkdir -p /run/avahi-daemon
export DBUS_SYSTEM_BUS_ADDRESS="unix:path=$folder/bus"
cat >"$folder/bus.conf" <<EOF
<busconfig>
  <listen>$DBUS_SYSTEM_BUS_ADDRESS</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
EOF
dbus-daemon --config-file="$folder/bus.conf" --nofork --nopidfile &
while [ ! -S "$folder/bus" ]; do sleep 0.02; done
printf '[server]\nallow-interfaces=lo\nuse-ipv6=no\n' >"$folder/avahi.conf"
avahi-daemon -f "$folder/avahi.conf" --no-chroot --no-drop-root --no-rlimits &
while [ ! -S /run/avahi-daemon/socket ]; do sleep 0.02; done
exec ippeveprinter -r off -p "$port" -n localhost -d "$folder" -k -f application/pdf -c "$folder/print.sh" Oracle
