package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.ANYTHING;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.BTF_ID;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.BTF_SOCK_COMMON;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.CTX;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.INTEGER;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.MAP;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.RDONLY_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.R_VALUE;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.SIZE;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.SIZE_OR_ZERO;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.UNINIT_MEM;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.VALUE;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.helper;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.variant;

import java.util.List;

/**
 * Prototypes of the helpers for local storage, cgroups, LSM and sysctl (Linux 6.12, {@code
 * kernel/bpf}, {@code net/core}), by number.
 */
final class StoragePrototypes {
  static final List<HelperPrototype> ALL =
      List.of(
          helper("get_cgroup_classid", INTEGER, CTX),
          variant("get_cgroup_classid", "get_cgroup_classid_curr", INTEGER),
          helper("skb_under_cgroup", INTEGER, CTX, MAP, ANYTHING),
          helper("current_task_under_cgroup", INTEGER, MAP, ANYTHING),
          helper("skb_cgroup_id", INTEGER, CTX),
          helper("get_current_cgroup_id", INTEGER),
          helper("get_local_storage", R_VALUE, MAP, ANYTHING),
          helper("skb_ancestor_cgroup_id", INTEGER, CTX, ANYTHING),
          helper("sysctl_get_name", INTEGER, CTX, MEM, SIZE, ANYTHING),
          helper("sysctl_get_current_value", INTEGER, CTX, UNINIT_MEM, SIZE),
          helper("sysctl_get_new_value", INTEGER, CTX, UNINIT_MEM, SIZE),
          helper("sysctl_set_new_value", INTEGER, CTX, RDONLY_MEM, SIZE),
          helper(
              "sk_storage_get", R_VALUE.orNull(), MAP, BTF_SOCK_COMMON, VALUE.orNull(), ANYTHING),
          variant(
              "sk_storage_get",
              "sk_storage_get_cg_sock",
              R_VALUE.orNull(),
              MAP,
              CTX,
              VALUE.orNull(),
              ANYTHING),
          variant(
              "sk_storage_get",
              "sk_storage_get_tracing",
              R_VALUE.orNull(),
              MAP,
              BTF_ID.orNull().ofType("sock_common"),
              VALUE.orNull(),
              ANYTHING),
          helper("sk_storage_delete", INTEGER, MAP, BTF_SOCK_COMMON),
          variant(
              "sk_storage_delete",
              "sk_storage_delete_tracing",
              INTEGER,
              MAP,
              BTF_ID.orNull().ofType("sock_common")),
          helper("get_current_ancestor_cgroup_id", INTEGER, ANYTHING),
          helper("sk_cgroup_id", INTEGER, BTF_SOCK_COMMON),
          helper("sk_ancestor_cgroup_id", INTEGER, BTF_SOCK_COMMON, ANYTHING),
          helper(
              "inode_storage_get",
              R_VALUE.orNull(),
              MAP,
              BTF_ID.orNull().ofType("inode"),
              VALUE.orNull(),
              ANYTHING),
          helper("inode_storage_delete", INTEGER, MAP, BTF_ID.orNull().ofType("inode")),
          helper("d_path", INTEGER, BTF_ID.ofType("path"), MEM, SIZE_OR_ZERO),
          helper("skb_cgroup_classid", INTEGER, CTX),
          helper(
              "task_storage_get",
              R_VALUE.orNull(),
              MAP,
              BTF_ID.orNull().ofType("task_struct"),
              VALUE.orNull(),
              ANYTHING),
          variant(
              "task_storage_get",
              "task_storage_get_recur",
              R_VALUE.orNull(),
              MAP,
              BTF_ID.orNull().ofType("task_struct"),
              VALUE.orNull(),
              ANYTHING),
          helper("task_storage_delete", INTEGER, MAP, BTF_ID.orNull().ofType("task_struct")),
          variant(
              "task_storage_delete",
              "task_storage_delete_recur",
              INTEGER,
              MAP,
              BTF_ID.orNull().ofType("task_struct")),
          helper("bprm_opts_set", INTEGER, BTF_ID.ofType("linux_binprm"), ANYTHING),
          helper("ima_inode_hash", INTEGER, BTF_ID.ofType("inode"), UNINIT_MEM, SIZE).sleeps(),
          helper("get_retval", INTEGER),
          helper("set_retval", INTEGER, ANYTHING),
          helper("ima_file_hash", INTEGER, BTF_ID.ofType("file"), UNINIT_MEM, SIZE).sleeps(),
          helper(
              "cgrp_storage_get",
              R_VALUE.orNull(),
              MAP,
              BTF_ID.orNull().ofType("cgroup"),
              VALUE.orNull(),
              ANYTHING),
          helper("cgrp_storage_delete", INTEGER, MAP, BTF_ID.orNull().ofType("cgroup")));

  private StoragePrototypes() {}
}
