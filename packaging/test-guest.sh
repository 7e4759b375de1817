# What scripts/package-test runs in the guest, as root, in the folder of the packages. A line "ok WHAT" or "not ok WHAT" for each check.
# shellcheck shell=sh disable=SC2016,SC2012,SC2086
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
cd /test || exit 1

check() {
  what=$1
  shift
  begun=$(date +%s)
  if output=$("$@" 2>&1); then passed=ok; else passed="not ok"; fi
  took=$(($(date +%s) - begun))
  if [ $took -ge 5 ]; then echo "$passed $what ($took s)"; else echo "$passed $what"; fi
  if [ "$passed" != ok ]; then
    printf '%s\n' "$output" | tail -n 15 | sed 's/^/  # /'
  fi
}
is() { [ "$1" = "$2" ] || {
  echo "expected '$2', found '$1'"
  return 1
}; }
contains() { case $1 in *"$2"*) ;; *)
  echo "expected '$2' in: $1"
  return 1
  ;; esac }
rights() { stat -c '%U:%G %a' "$1"; }
# Milliseconds that a command takes, the best of three.
pace() {
  best=999999
  for _ in 1 2 3; do
    begin=$(date +%s%N)
    "$@" >/dev/null 2>&1
    took=$((($(date +%s%N) - begin) / 1000000))
    if [ $took -lt $best ]; then best=$took; fi
  done
  echo $best
}
examples=/usr/share/hidbpf4j/examples
fix=$examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.o

# ---- before
find / -xdev -not -path '/proc/*' -not -path '/sys/*' -not -path '/run/*' -not -path "/tmp/*" -not -path "/test*" -not -path '/var/log/*' \
  -not -path '/var/lib/dpkg/*' -not -path '/var/backups/*' -not -path '/var/cache/man/*' -not -path '/var/lib/systemd/*' | sort >before
cut -d: -f1 /etc/passwd | sort >users-before
mouse=$(ls /dev/hidraw* 2>/dev/null | head -n 1)
check "the mouse has a hidraw node" test -c "$mouse"
check "no java is here" sh -c '! command -v java'

# ---- install
check "install" dpkg -i hidbpf4j.deb
check "caches are made" test -s /var/cache/hidbpf4j/hidbpf.aot -a -s /var/cache/hidbpf4j/hidbpf-look.aot -a -s /var/cache/hidbpf4j/hidbpf-live.aot
check "hidbpf --version" contains "$(hidbpf --version 2>&1)" hidbpf4j
check "hidbpf verify" contains "$(hidbpf verify $fix 2>&1)" "split_wheels: accepted"
check "hidbpf run" contains "$(hidbpf run $fix --device $examples/a4tech-horizontal-wheel/wheel.hid 2>&1)" "26 events"
check "hidbpf says nothing else" is "$(hidbpf verify $fix 2>&1 >/dev/null)" ""
check "an ordinary user can use it" setpriv --reuid 65534 --regid 65534 --clear-groups hidbpf verify $fix
check "it works without caches" env HIDBPF_CACHE=off hidbpf verify $fix
check "man hidbpf" contains "$(man -P cat hidbpf 2>&1)" "user space"
check "man hidbpf-run" contains "$(man -P cat hidbpf-run 2>&1)" "--device"
check "completion in bash" contains "$(bash -c '. /usr/share/bash-completion/bash_completion; . /usr/share/bash-completion/completions/hidbpf; COMP_WORDS=(hidbpf ver); COMP_CWORD=1; COMP_LINE="hidbpf ver"; COMP_POINT=10; _complete_hidbpf; echo "${COMPREPLY[@]}"' 2>&1)" verify

# ---- rights
check "the user is there" getent passwd hidbpf
check "hidraw is the service's" is "$(rights "$mouse")" "root:hidbpf 660"
check "uhid is the service's" is "$(rights /dev/uhid)" "root:hidbpf 660"
check "event nodes are input's" is "$(rights "$(ls /dev/input/event* | head -n 1)")" "root:input 660"
check "an ordinary user cannot read the mouse" sh -c "! setpriv --reuid 65534 --regid 65534 --clear-groups head -c 0 $mouse"
check "etc/hidbpf is root's" is "$(rights /etc/hidbpf)" "root:root 755"

# ---- the service
check "systemd-analyze verify" is "$(systemd-analyze verify hidbpf.service 2>&1)" ""
exposure=$(systemd-analyze security --no-pager hidbpf.service 2>&1 | sed -n 's/.*Overall exposure level for hidbpf.service: \([0-9.]*\) .*/\1/p')
check "its exposure ($exposure) is below 2.0" sh -c "echo '$exposure' | grep -qE '^[01]\.'"
check "it is enabled" is "$(systemctl is-enabled hidbpf)" enabled
pid=$(systemctl show -P MainPID hidbpf)
check "it is active" is "$(systemctl is-active hidbpf)" active
check "it runs as hidbpf" is "$(stat -c %U "/proc/$pid")" hidbpf
check "it has no capability" contains "$(grep CapBnd "/proc/$pid/status")" 0000000000000000

# ---- a device that a fix is for: a USB gadget in this machine, plugged into it
hid=$examples/rollermouse-double-click/rollermouse.hid
clone() { for node in /sys/class/hidraw/*; do case $(readlink -f "$node") in */misc/uhid/*) echo "/dev/${node##*/}" ;; esac done; }
await() { # until the command holds, at most some minutes: a guest without KVM is slow
  for _ in $(seq 600); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.5
  done
  echo "not in time: $*"
  return 1
}
has_clone() { test -c "$(clone)"; }
has_no_clone() { test -z "$(clone)"; }
bytes() { printf '%b' "$(for byte in $1; do printf '\\0%03o' "0x$byte"; done)"; }
send() { bytes "$1" >/dev/hidg0; }
# What comes out of the clone when the device sends this.
through() {
  timeout 60 head -c 16 "$(clone)" | od -An -v -tx1 | tr -s ' \n' ' ' >seen &
  sleep 2
  send "$1"
  wait $!
  cat seen
}
modprobe -a configfs libcomposite usb_f_hid dummy_hcd
mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config
gadget=/sys/kernel/config/usb_gadget/mouse
mkdir $gadget $gadget/strings/0x409 $gadget/configs/c.1 $gadget/functions/hid.0
echo 0x0b33 >$gadget/idVendor
echo 0x1004 >$gadget/idProduct
echo "Contour RollerMouse Red" >$gadget/strings/0x409/product
echo 16 >$gadget/functions/hid.0/report_length
bytes "$(sed -n 's/^R: [0-9a-f]* //p' $hid)" >$gadget/functions/hid.0/report_desc
ln -s $gadget/functions/hid.0 $gadget/configs/c.1/
plug() { ls /sys/class/udc >$gadget/UDC; }
unplug() { echo >$gadget/UDC; }
double="01 00 00 00 00 00 00 00 01 80 00 00 00 00 00 00"
check "install a fix" hidbpf install $examples/rollermouse-double-click/rollermouse-double-click.bpf.o
check "plug a device in" plug
check "the service puts the fix on it" await has_clone
check "status says so" contains "$(hidbpf status 2>&1)" rollermouse
echo "# $(hidbpf status 2>&1 | head -n 5)"
check "its reports are fixed" is "$(through "$double")" " 01 00 00 00 00 00 00 00 01 01 00 00 00 00 00 00 "
echo "# $(grep VmRSS "/proc/$pid/status"), of it shared: $(grep RssFile "/proc/$pid/status")"

# ---- what it costs with a device: memory and wake-ups once it is at rest, and how long it takes from its start to the clone
wakeups() { awk '/^Name:/ { sub("^Name:[ \t]*", ""); name = $0 } /^voluntary_ctxt/ { print FILENAME "\t" $2 "\t" name }' "/proc/$pid"/task/*/status; }
sleep 30
wakeups >woken-before
sleep 60
wakeups >woken-after
awk -F '\t' 'NR == FNR { before[$1] = $2; next } $2 > before[$1] { print $2 - before[$1] "\t" $3 }' woken-before woken-after >woken
woken=$(awk '{ sum += $1 } END { print sum + 0 }' woken)
echo "# wake-ups of threads: $(sort -rn woken | awk -F '\t' '{ printf "%s%s %s", separator, $2, $1; separator = ", " }')"
echo "# at rest: $(grep VmRSS "/proc/$pid/status"), of it files: $(grep RssFile "/proc/$pid/status"); $woken wake-ups in 60 s"
check "at rest it wakes up less than 50 times a minute" test "$woken" -lt 50
rss=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$pid/status")
check "at rest it has no more than 80 MB" test "$rss" -le 80000
systemctl stop hidbpf
begin=$(date +%s%N)
systemctl start --no-block hidbpf
for _ in $(seq 6000); do
  if has_clone; then break; fi
  sleep 0.01
done
took=$((($(date +%s%N) - begin) / 1000000))
check "the clone is there after its start" has_clone
pid=$(systemctl show -P MainPID hidbpf)
sleep 2
echo "# from the service's start to the clone: $took ms; java -version (best of 3): $(pace /usr/lib/hidbpf4j/runtime/bin/java -XX:+UseSerialGC -version) ms"

check "unplug it" unplug
check "the fixed device goes with it" await has_no_clone
check "plug it in again" plug
check "it is fixed again" await has_clone
kill -KILL "$pid"
check "the service comes back when it was killed" await sh -c "test \"\$(systemctl is-active hidbpf)\" = active -a \"\$(systemctl show -P MainPID hidbpf)\" != $pid"
check "and fixes the device" await has_clone
check "its reports are fixed as before" is "$(through "$double")" " 01 00 00 00 00 00 00 00 01 01 00 00 00 00 00 00 "
kill -STOP "$(systemctl show -P MainPID hidbpf)"
check "a service that hangs is ended" await has_no_clone
check "and started anew" await has_clone
check "uninstall the fix" hidbpf uninstall rollermouse-double-click
check "the device is as without it" await has_no_clone
check "install it again, for what follows" hidbpf install $examples/rollermouse-double-click/rollermouse-double-click.bpf.o
check "it is used at once" await has_clone
check "no restart but those two" is "$(systemctl show -P NRestarts hidbpf)" 2
journalctl -u hidbpf --no-pager -o cat 2>/dev/null | tail -n 20 | sed 's/^/# /'
# The same walls, other commands behind them.
behind() {
  systemctl cat hidbpf.service | sed -n '/^\[Service\]/,/^\[Install\]/p' | grep -vE '^(\[|#|Type=|Exec|Restart|Watchdog|$)' | sed 's/^/-p\n/' >walls
  set -- xargs -a walls -d '\n' sh -c 'program=$1; shift; exec systemd-run --quiet --wait --pipe "$@" sh -c "$program"' - "$1"
  "$@"
}
check "behind its walls hidbpf runs" contains "$(behind "hidbpf run $fix --device $examples/a4tech-horizontal-wheel/wheel.hid" 2>&1)" "26 events"
check "behind its walls the nodes open" behind "exec 3<>/dev/uhid 4<>$mouse 5</dev/input/event0"
check "behind its walls no other device opens" behind "! head -c 1 /dev/vda"
check "behind its walls event nodes cannot be written to" behind '! (exec 3>/dev/input/event0)'
check "behind its walls nothing can be written to /etc" behind '! touch /etc/hidbpf/x'
check "behind its walls uevents arrive" behind 'timeout 8 udevadm monitor --kernel --subsystem-match=hidraw | grep -q change' &
for _ in 1 2 3 4 5; do
  sleep 1
  udevadm trigger --action=change --subsystem-match=hidraw
done
wait

# ---- how fast
echo "# best of 3, ms: java -version $(pace /usr/lib/hidbpf4j/runtime/bin/java -XX:+UseSerialGC -version), hidbpf --version $(pace hidbpf --version), verify $(pace hidbpf verify $fix), run $(pace hidbpf run $fix --device $examples/a4tech-horizontal-wheel/wheel.hid); without caches: --version $(HIDBPF_CACHE=off pace hidbpf --version), verify $(HIDBPF_CACHE=off pace hidbpf verify $fix)"

# ---- upgrade, remove, purge
check "upgrade" dpkg -i younger.deb
check "upgraded" contains "$(dpkg-query -W hidbpf4j)" +test
check "the device is fixed after it" await has_clone
check "hidbpf works after it" contains "$(hidbpf verify $fix 2>&1)" "split_wheels: accepted"
echo "# admin's" >>/etc/hidbpf/README
check "remove" dpkg -r hidbpf4j
check "the device is as without us" has_no_clone
check "what the administrator changed is left" grep -q "admin's" /etc/hidbpf/README
check "caches are gone" sh -c '! ls /var/cache/hidbpf4j/*.aot'
check "hidraw is root's again" is "$(rights "$mouse")" "root:root 600"
check "uhid is root's again" is "$(rights /dev/uhid)" "root:root 600"
check "the unit is gone" sh -c '! systemctl cat hidbpf.service'
check "purge" dpkg -P hidbpf4j
cut -d: -f1 /etc/passwd | sort >users-after
check "no user is left" cmp users-before users-after
find / -xdev -not -path '/proc/*' -not -path '/sys/*' -not -path '/run/*' -not -path "/tmp/*" -not -path "/test*" -not -path '/var/log/*' \
  -not -path '/var/lib/dpkg/*' -not -path '/var/backups/*' -not -path '/var/cache/man/*' -not -path '/var/lib/systemd/*' | sort >after
check "no file is left" is "$(comm -13 before after)" ""
