exec sudo -n -- sh -c 'LC_ALL=C; export LC_ALL; echo "@ vent 0"
d=$(mktemp -d -p /run) || exit 1; trap '\''rm -rf "$d"'\'' EXIT
ask() { n=$1; shift; { timeout 4 "$@" >"$d/$n" 2>"$d/$n.error"; echo $? >"$d/$n.code"; } </dev/null & }
tell() { c=$(cat "$d/$1.code"); echo "@ $1 $c"; if [ "$c" = 0 ]; then cat "$d/$1"; else cat "$d/$1.error" "$d/$1"; fi; echo; }
echo "@ up 0"; cat /proc/uptime
echo "@ begun 0"; systemctl show --property=UserspaceTimestampMonotonic --value
echo "@ kernel 0"; uname -r
echo "@ os 0"; (. /etc/os-release; echo "$PRETTY_NAME")
echo '\''@ units 0'\''; systemctl show --property=Id,LoadState,ActiveState,UnitFileState,Result,NRestarts -- containerd.service vent-api-balancer.service kubelet.service kube-proxy.service flanneld.service vent-pods-way-out.service
echo '\''@ certificate'\'' /etc/kubernetes/ca.crt; cat /etc/kubernetes/ca.crt 2>/dev/null
echo '\''@ certificate'\'' /etc/kubelet/server.crt; cat /etc/kubelet/server.crt 2>/dev/null
echo '\''@ certificate'\'' /etc/kubelet/kubeconfig; sed -n '\''s/^ *client-certificate-data: *//p'\'' /etc/kubelet/kubeconfig | base64 -d 2>/dev/null
echo '\''@ certificate'\'' /etc/kube-proxy/kubeconfig; sed -n '\''s/^ *client-certificate-data: *//p'\'' /etc/kube-proxy/kubeconfig | base64 -d 2>/dev/null
echo '\''@ certificate'\'' /etc/flannel/kubeconfig; sed -n '\''s/^ *client-certificate-data: *//p'\'' /etc/flannel/kubeconfig | base64 -d 2>/dev/null
wait
echo '\''@ end 0'\''
'
