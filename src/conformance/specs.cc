#include "conformance/choice.h"

namespace vent {

// docs/conformance.md says the same.
const std::vector<LeftOut>& left_out_specs() {
  static const std::vector<LeftOut> specs = {
      {.name = "[sig-node] ImageVolume should succeed with pod and pull policy of Always [LinuxOnly] "
               "[MinimumKubeletVersion:1.35] [Conformance]",
       .why = "it asks a registry for an image that the node has, and there is none"},
  };
  return specs;
}

const std::vector<std::string_view>& quick_specs() {
  // Most names are longer than a line.
  // NOLINTBEGIN(bugprone-suspicious-missing-comma)
  static const std::vector<std::string_view> specs = {
      "[sig-api-machinery] AdmissionWebhook [Privileged:ClusterAdmin] should mutate pod and apply defaults after "
      "mutation [Conformance]",
      "[sig-api-machinery] Aggregator Should be able to support the 1.17 Sample API Server using the current "
      "Aggregator [LinuxOnly] [Conformance]",
      "[sig-api-machinery] CustomResourceConversionWebhook [Privileged:ClusterAdmin] should be able to convert from CR "
      "v1 to CR v2 [Conformance]",
      "[sig-api-machinery] CustomResourcePublishOpenAPI [Privileged:ClusterAdmin] works for CRD without validation "
      "schema [Conformance]",
      "[sig-api-machinery] FieldValidation should detect unknown and duplicate fields of a typed object [Conformance]",
      "[sig-api-machinery] Garbage collector should delete RS created by deployment when not orphaning [Conformance]",
      "[sig-api-machinery] MutatingAdmissionPolicy [Privileged:ClusterAdmin] should mutate a Deployment [Conformance]",
      "[sig-api-machinery] ResourceQuota should create a ResourceQuota and capture the life of a pod. [Conformance]",
      "[sig-api-machinery] ValidatingAdmissionPolicy [Privileged:ClusterAdmin] should validate against a Deployment "
      "[Conformance]",
      "[sig-api-machinery] Watchers should receive events on concurrent watches in same order [Conformance]",
      "[sig-apps] Deployment RollingUpdateDeployment should delete old pods and create new ones [Conformance]",
      "[sig-apps] DisruptionController should create a PodDisruptionBudget [Conformance]",
      "[sig-apps] Job should apply changes to a job status [Conformance]",
      "[sig-apps] ReplicaSet should adopt matching pods on creation and release no longer matching pods [Conformance]",
      "[sig-apps] StatefulSet Basic StatefulSet functionality [StatefulSetBasic] should have a working scale "
      "subresource [Conformance]",
      "[sig-auth] Certificates API [Privileged:ClusterAdmin] should support CSR API operations [Conformance]",
      "[sig-auth] ServiceAccounts should allow opting out of API token automount [Conformance]",
      "[sig-cli] Kubectl client Kubectl server-side dry-run should check if kubectl can dry-run update Pods "
      "[Conformance]",
      "[sig-cli] Kubectl logs logs should be able to retrieve and filter logs [Conformance]",
      "[sig-instrumentation] Events should delete a collection of events [Conformance]",
      "[sig-network] DNS should provide DNS for the cluster [Conformance]",
      "[sig-network] EndpointSlice should create Endpoints and EndpointSlices for Pods matching a Service "
      "[Conformance]",
      "[sig-network] HostPort validates that there is no conflict between pods with same hostPort but different hostIP "
      "and protocol [LinuxOnly] [Conformance]",
      "[sig-network] Networking Granular Checks: Pods should function for intra-pod communication: http "
      "[NodeConformance] [Conformance]",
      "[sig-network] Proxy version v1 A set of valid responses are returned for both pod and service Proxy "
      "[Conformance]",
      "[sig-network] Services should be able to change the type from ExternalName to NodePort [Conformance]",
      "[sig-node] ConfigMap should be consumable via environment variable [NodeConformance] [Conformance]",
      "[sig-node] Container Lifecycle Hook when create a pod with lifecycle hook should execute poststart http hook "
      "properly [NodeConformance] [Conformance]",
      "[sig-node] Container Runtime blackbox test on terminated container should report termination message from file "
      "when pod succeeds and TerminationMessagePolicy FallbackToLogsOnError is set [NodeConformance] [Conformance]",
      "[sig-node] Containers should be able to override the image's default arguments (container cmd) "
      "[NodeConformance] [Conformance]",
      "[sig-node] Downward API should provide hostIPs as an env var [NodeConformance] [Conformance]",
      "[sig-node] InitContainer [NodeConformance] should invoke init containers on a RestartNever pod [Conformance]",
      "[sig-node] Kubelet when scheduling a read only busybox container should not write to root filesystem "
      "[LinuxOnly] [NodeConformance] [Conformance]",
      "[sig-node] KubeletManagedEtcHosts should test kubelet managed /etc/hosts file [NodeConformance] [Conformance]",
      "[sig-node] Secrets should be consumable via the environment [NodeConformance] [Conformance]",
      "[sig-node] Security Context when creating containers with AllowPrivilegeEscalation should not allow privilege "
      "escalation when false [LinuxOnly] [NodeConformance] [Conformance]",
      "[sig-node] Sysctls [LinuxOnly] [NodeConformance] should support sysctls [Environment:NotInUserNS] [Conformance]",
      "[sig-storage] EmptyDir volumes should support (non-root,0644,tmpfs) [LinuxOnly] [NodeConformance] [Conformance]",
      "[sig-storage] PersistentVolumes CSI Conformance should run through the lifecycle of a PV and a PVC "
      "[Conformance]",
      "[sig-storage] Projected combined should project all components that make up the projection API [Projection] "
      "[NodeConformance] [Conformance]",
  };
  // NOLINTEND(bugprone-suspicious-missing-comma)
  return specs;
}

}  // namespace vent
