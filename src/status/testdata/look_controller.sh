exec sh -c 'LC_ALL=C; export LC_ALL; echo "@ vent 0"
d=$(mktemp -d -p /run) || exit 1; trap '\''rm -rf "$d"'\'' EXIT
ask() { n=$1; shift; { timeout 4 "$@" >"$d/$n" 2>"$d/$n.error"; echo $? >"$d/$n.code"; } </dev/null & }
tell() { c=$(cat "$d/$1.code"); echo "@ $1 $c"; if [ "$c" = 0 ]; then cat "$d/$1"; else cat "$d/$1.error" "$d/$1"; fi; echo; }
ask health /usr/local/bin/etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/etcd/ca.crt --cert=/etc/etcd/server.crt --key=/etc/etcd/server.key --command-timeout=3s --write-out=json endpoint health
ask endpoint /usr/local/bin/etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/etcd/ca.crt --cert=/etc/etcd/server.crt --key=/etc/etcd/server.key --command-timeout=3s --write-out=json endpoint status
ask members /usr/local/bin/etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/etcd/ca.crt --cert=/etc/etcd/server.crt --key=/etc/etcd/server.key --command-timeout=3s --write-out=json member list
ask ready /usr/local/bin/kubectl --kubeconfig=/etc/kubernetes/admin.kubeconfig get --raw=/readyz
ask version /usr/local/bin/kubectl --kubeconfig=/etc/kubernetes/admin.kubeconfig get --raw=/version
ask nodes /usr/local/bin/kubectl --kubeconfig=/etc/kubernetes/admin.kubeconfig get nodes '\''--output=jsonpath={range .items[*]}{.metadata.name}{"\t"}{.status.conditions[?(@.type=="Ready")].status}{"\t"}{.status.conditions[?(@.type=="Ready")].reason}{"\t"}{.spec.unschedulable}{"\t"}{.status.nodeInfo.kubeletVersion}{"\t"}{.status.nodeInfo.containerRuntimeVersion}{"\n"}{end}'\''
echo "@ up 0"; cat /proc/uptime
echo "@ begun 0"; systemctl show --property=UserspaceTimestampMonotonic --value
echo "@ kernel 0"; uname -r
echo "@ os 0"; (. /etc/os-release; echo "$PRETTY_NAME")
echo '\''@ units 0'\''; systemctl show --property=Id,LoadState,ActiveState,UnitFileState,Result,NRestarts -- etcd.service kube-apiserver.service kube-controller-manager.service kube-scheduler.service containerd.service vent-api-balancer.service kubelet.service kube-proxy.service flanneld.service vent-pods-way-out.service
echo '\''@ certificate'\'' /etc/kubernetes/ca.crt; cat /etc/kubernetes/ca.crt 2>/dev/null
echo '\''@ certificate'\'' /etc/etcd/ca.crt; cat /etc/etcd/ca.crt 2>/dev/null
echo '\''@ certificate'\'' /etc/etcd/server.crt; cat /etc/etcd/server.crt 2>/dev/null
echo '\''@ certificate'\'' /etc/etcd/peer.crt; cat /etc/etcd/peer.crt 2>/dev/null
echo '\''@ certificate'\'' /etc/kube-apiserver/server.crt; cat /etc/kube-apiserver/server.crt 2>/dev/null
echo '\''@ certificate'\'' /etc/kube-apiserver/etcd-client.crt; cat /etc/kube-apiserver/etcd-client.crt 2>/dev/null
echo '\''@ certificate'\'' /etc/kube-apiserver/etcd-ca.crt; cat /etc/kube-apiserver/etcd-ca.crt 2>/dev/null
echo '\''@ certificate'\'' /etc/kube-apiserver/kubelet-client.crt; cat /etc/kube-apiserver/kubelet-client.crt 2>/dev/null
echo '\''@ certificate'\'' /etc/kube-apiserver/front-proxy-client.crt; cat /etc/kube-apiserver/front-proxy-client.crt 2>/dev/null
echo '\''@ certificate'\'' /etc/kube-apiserver/front-proxy-ca.crt; cat /etc/kube-apiserver/front-proxy-ca.crt 2>/dev/null
echo '\''@ certificate'\'' /etc/kube-controller-manager/server.crt; cat /etc/kube-controller-manager/server.crt 2>/dev/null
echo '\''@ certificate'\'' /etc/kube-scheduler/server.crt; cat /etc/kube-scheduler/server.crt 2>/dev/null
echo '\''@ certificate'\'' /etc/kubelet/server.crt; cat /etc/kubelet/server.crt 2>/dev/null
echo '\''@ certificate'\'' /etc/kubernetes/admin.kubeconfig; sed -n '\''s/^ *client-certificate-data: *//p'\'' /etc/kubernetes/admin.kubeconfig | base64 -d 2>/dev/null
echo '\''@ certificate'\'' /etc/kube-controller-manager/kubeconfig; sed -n '\''s/^ *client-certificate-data: *//p'\'' /etc/kube-controller-manager/kubeconfig | base64 -d 2>/dev/null
echo '\''@ certificate'\'' /etc/kube-scheduler/kubeconfig; sed -n '\''s/^ *client-certificate-data: *//p'\'' /etc/kube-scheduler/kubeconfig | base64 -d 2>/dev/null
echo '\''@ certificate'\'' /etc/kubelet/kubeconfig; sed -n '\''s/^ *client-certificate-data: *//p'\'' /etc/kubelet/kubeconfig | base64 -d 2>/dev/null
echo '\''@ certificate'\'' /etc/kube-proxy/kubeconfig; sed -n '\''s/^ *client-certificate-data: *//p'\'' /etc/kube-proxy/kubeconfig | base64 -d 2>/dev/null
echo '\''@ certificate'\'' /etc/flannel/kubeconfig; sed -n '\''s/^ *client-certificate-data: *//p'\'' /etc/flannel/kubeconfig | base64 -d 2>/dev/null
wait
tell health
tell endpoint
tell members
tell ready
tell version
tell nodes
echo '\''@ end 0'\''
'
