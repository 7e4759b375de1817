package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import java.util.List;
import java.util.Map;

/**
 * Kernel struct members whose pointers inherit the trust of the struct they are read from: data of
 * {@code kernel/bpf/verifier.c}, Linux 6.12 (its {@code BTF_TYPE_SAFE_*} structs). A kernel whose
 * BTF has a struct such as {@code NAME__safe_rcu} extends the list.
 */
enum TrustedFields {
  /** Valid in an RCU read-side section, never NULL. */
  RCU(
      "__safe_rcu",
      Map.of(
          "task_struct", List.of("cpus_ptr", "cgroups", "real_parent", "group_leader"),
          "cgroup", List.of("kn"),
          "css_set", List.of("dfl_cgrp"))),
  /** Valid in an RCU read-side section, may be NULL. */
  RCU_OR_NULL(
      "__safe_rcu_or_null",
      Map.of(
          "mm_struct", List.of("exe_file"),
          "sk_buff", List.of("sk"),
          "request_sock", List.of("sk"))),
  /** As trusted as the struct, never NULL. */
  TRUSTED(
      "__safe_trusted",
      Map.of(
          "bpf_iter_meta", List.of("seq"),
          "bpf_iter__task", List.of("meta", "task"),
          "linux_binprm", List.of("file"),
          "file", List.of("f_inode"),
          "dentry", List.of("d_inode"))),
  /** As trusted as the struct, may be NULL. */
  TRUSTED_OR_NULL("__safe_trusted_or_null", Map.of("socket", List.of("sk")));

  private final String suffix;
  private final Map<String, List<String>> members;

  TrustedFields(String suffix, Map<String, List<String>> members) {
    this.suffix = suffix;
    this.members = members;
  }

  /**
   * Whether it applies to a pointer read from a member.
   *
   * @param btf BTF of the struct
   * @param structId the struct that was read from
   * @param field name of the member
   * @param targetId struct that the pointer points to
   */
  public boolean holds(Btf btf, int structId, String field, int targetId) {
    String struct = btf.type(structId).name();
    int holder =
        btf.idsByName(struct + suffix).stream()
            .filter(id -> btf.type(id) instanceof BtfType.Composite)
            .findFirst()
            .orElseGet(
                () -> members.getOrDefault(struct, List.of()).contains(field) ? structId : 0);
    return BtfStructWalk.pointees(btf, holder, field).contains(targetId);
  }
}
