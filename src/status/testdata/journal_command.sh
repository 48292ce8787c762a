exec sh -c 'LC_ALL=C; export LC_ALL
if [ "$(systemctl show --property=LoadState --value -- kubelet.service)" = not-found ]; then echo '\''@ no unit '\''kubelet.service; systemctl list-unit-files --no-legend --plain --type=service | cut -d'\'' '\'' -f1; exit; fi
echo '\''@ journal'\''; journalctl --no-pager --no-hostname --output=short-iso --unit=kubelet.service --lines=100 2>&1; echo "@ journal ended $?"
'

exec sudo -n -- sh -c 'LC_ALL=C; export LC_ALL
echo '\''@ journal'\''; journalctl --no-pager --no-hostname --output=short-iso --unit=a.service '\''--unit=b c.service'\'' --since=-10m --follow 2>&1; echo "@ journal ended $?"
'

exec sh -c 'LC_ALL=C; export LC_ALL
echo '\''@ journal'\''; journalctl --no-pager --no-hostname --output=short-iso --lines=100 '\''--since=2026-01-01 10:00'\'' 2>&1; echo "@ journal ended $?"
'
