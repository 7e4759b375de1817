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
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.signature;
import static io.github.hidbpf4j.bpf.proto.PrototypeTerms.variant;

import java.util.List;

/** Local storage, cgroups, LSM and sysctl (Linux 6.12, {@code kernel/bpf}, {@code net/core}). */
public final class StorageFunctions {
  /** {@code bpf_get_cgroup_classid}. */
  public static final Helper GET_CGROUP_CLASSID =
      Helper.of(
          17,
          "bpf_get_cgroup_classid",
          signature(INTEGER, CTX),
          variant("get_cgroup_classid_curr", INTEGER));

  /** {@code bpf_skb_under_cgroup}. */
  public static final Helper SKB_UNDER_CGROUP =
      Helper.of(33, "bpf_skb_under_cgroup", signature(INTEGER, CTX, MAP, ANYTHING));

  /** {@code bpf_current_task_under_cgroup}. */
  public static final Helper CURRENT_TASK_UNDER_CGROUP =
      Helper.of(37, "bpf_current_task_under_cgroup", signature(INTEGER, MAP, ANYTHING));

  /** {@code bpf_skb_cgroup_id}. */
  public static final Helper SKB_CGROUP_ID =
      Helper.of(79, "bpf_skb_cgroup_id", signature(INTEGER, CTX));

  /** {@code bpf_get_current_cgroup_id}. */
  public static final Helper GET_CURRENT_CGROUP_ID =
      Helper.of(80, "bpf_get_current_cgroup_id", signature(INTEGER));

  /** {@code bpf_get_local_storage}. */
  public static final Helper GET_LOCAL_STORAGE =
      Helper.of(81, "bpf_get_local_storage", signature(R_VALUE, MAP, ANYTHING));

  /** {@code bpf_skb_ancestor_cgroup_id}. */
  public static final Helper SKB_ANCESTOR_CGROUP_ID =
      Helper.of(83, "bpf_skb_ancestor_cgroup_id", signature(INTEGER, CTX, ANYTHING));

  /** {@code bpf_sysctl_get_name}. */
  public static final Helper SYSCTL_GET_NAME =
      Helper.of(101, "bpf_sysctl_get_name", signature(INTEGER, CTX, MEM, SIZE, ANYTHING));

  /** {@code bpf_sysctl_get_current_value}. */
  public static final Helper SYSCTL_GET_CURRENT_VALUE =
      Helper.of(102, "bpf_sysctl_get_current_value", signature(INTEGER, CTX, UNINIT_MEM, SIZE));

  /** {@code bpf_sysctl_get_new_value}. */
  public static final Helper SYSCTL_GET_NEW_VALUE =
      Helper.of(103, "bpf_sysctl_get_new_value", signature(INTEGER, CTX, UNINIT_MEM, SIZE));

  /** {@code bpf_sysctl_set_new_value}. */
  public static final Helper SYSCTL_SET_NEW_VALUE =
      Helper.of(104, "bpf_sysctl_set_new_value", signature(INTEGER, CTX, RDONLY_MEM, SIZE));

  /** {@code bpf_sk_storage_get}. */
  public static final Helper SK_STORAGE_GET =
      Helper.of(
          107,
          "bpf_sk_storage_get",
          signature(R_VALUE.orNull(), MAP, BTF_SOCK_COMMON, VALUE.orNull(), ANYTHING),
          variant("sk_storage_get_cg_sock", R_VALUE.orNull(), MAP, CTX, VALUE.orNull(), ANYTHING),
          variant(
              "sk_storage_get_tracing",
              R_VALUE.orNull(),
              MAP,
              BTF_ID.orNull().ofType("sock_common"),
              VALUE.orNull(),
              ANYTHING));

  /** {@code bpf_sk_storage_delete}. */
  public static final Helper SK_STORAGE_DELETE =
      Helper.of(
          108,
          "bpf_sk_storage_delete",
          signature(INTEGER, MAP, BTF_SOCK_COMMON),
          variant(
              "sk_storage_delete_tracing", INTEGER, MAP, BTF_ID.orNull().ofType("sock_common")));

  /** {@code bpf_get_current_ancestor_cgroup_id}. */
  public static final Helper GET_CURRENT_ANCESTOR_CGROUP_ID =
      Helper.of(123, "bpf_get_current_ancestor_cgroup_id", signature(INTEGER, ANYTHING));

  /** {@code bpf_sk_cgroup_id}. */
  public static final Helper SK_CGROUP_ID =
      Helper.of(128, "bpf_sk_cgroup_id", signature(INTEGER, BTF_SOCK_COMMON));

  /** {@code bpf_sk_ancestor_cgroup_id}. */
  public static final Helper SK_ANCESTOR_CGROUP_ID =
      Helper.of(129, "bpf_sk_ancestor_cgroup_id", signature(INTEGER, BTF_SOCK_COMMON, ANYTHING));

  /** {@code bpf_inode_storage_get}. */
  public static final Helper INODE_STORAGE_GET =
      Helper.of(
          145,
          "bpf_inode_storage_get",
          signature(
              R_VALUE.orNull(), MAP, BTF_ID.orNull().ofType("inode"), VALUE.orNull(), ANYTHING));

  /** {@code bpf_inode_storage_delete}. */
  public static final Helper INODE_STORAGE_DELETE =
      Helper.of(
          146,
          "bpf_inode_storage_delete",
          signature(INTEGER, MAP, BTF_ID.orNull().ofType("inode")));

  /** {@code bpf_d_path}. */
  public static final Helper D_PATH =
      Helper.of(147, "bpf_d_path", signature(INTEGER, BTF_ID.ofType("path"), MEM, SIZE_OR_ZERO));

  /** {@code bpf_skb_cgroup_classid}. */
  public static final Helper SKB_CGROUP_CLASSID =
      Helper.of(151, "bpf_skb_cgroup_classid", signature(INTEGER, CTX));

  /** {@code bpf_task_storage_get}. */
  public static final Helper TASK_STORAGE_GET =
      Helper.of(
          156,
          "bpf_task_storage_get",
          signature(
              R_VALUE.orNull(),
              MAP,
              BTF_ID.orNull().ofType("task_struct"),
              VALUE.orNull(),
              ANYTHING),
          variant(
              "task_storage_get_recur",
              R_VALUE.orNull(),
              MAP,
              BTF_ID.orNull().ofType("task_struct"),
              VALUE.orNull(),
              ANYTHING));

  /** {@code bpf_task_storage_delete}. */
  public static final Helper TASK_STORAGE_DELETE =
      Helper.of(
          157,
          "bpf_task_storage_delete",
          signature(INTEGER, MAP, BTF_ID.orNull().ofType("task_struct")),
          variant(
              "task_storage_delete_recur", INTEGER, MAP, BTF_ID.orNull().ofType("task_struct")));

  /** {@code bpf_bprm_opts_set}. */
  public static final Helper BPRM_OPTS_SET =
      Helper.of(
          159, "bpf_bprm_opts_set", signature(INTEGER, BTF_ID.ofType("linux_binprm"), ANYTHING));

  /** {@code bpf_ima_inode_hash}. */
  public static final Helper IMA_INODE_HASH =
      Helper.of(
          161,
          "bpf_ima_inode_hash",
          signature(INTEGER, BTF_ID.ofType("inode"), UNINIT_MEM, SIZE).sleeps());

  /** {@code bpf_get_retval}. */
  public static final Helper GET_RETVAL = Helper.of(186, "bpf_get_retval", signature(INTEGER));

  /** {@code bpf_set_retval}. */
  public static final Helper SET_RETVAL =
      Helper.of(187, "bpf_set_retval", signature(INTEGER, ANYTHING));

  /** {@code bpf_ima_file_hash}. */
  public static final Helper IMA_FILE_HASH =
      Helper.of(
          193,
          "bpf_ima_file_hash",
          signature(INTEGER, BTF_ID.ofType("file"), UNINIT_MEM, SIZE).sleeps());

  /** {@code bpf_cgrp_storage_get}. */
  public static final Helper CGRP_STORAGE_GET =
      Helper.of(
          210,
          "bpf_cgrp_storage_get",
          signature(
              R_VALUE.orNull(), MAP, BTF_ID.orNull().ofType("cgroup"), VALUE.orNull(), ANYTHING));

  /** {@code bpf_cgrp_storage_delete}. */
  public static final Helper CGRP_STORAGE_DELETE =
      Helper.of(
          211,
          "bpf_cgrp_storage_delete",
          signature(INTEGER, MAP, BTF_ID.orNull().ofType("cgroup")));

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          GET_CGROUP_CLASSID,
          SKB_UNDER_CGROUP,
          CURRENT_TASK_UNDER_CGROUP,
          SKB_CGROUP_ID,
          GET_CURRENT_CGROUP_ID,
          GET_LOCAL_STORAGE,
          SKB_ANCESTOR_CGROUP_ID,
          SYSCTL_GET_NAME,
          SYSCTL_GET_CURRENT_VALUE,
          SYSCTL_GET_NEW_VALUE,
          SYSCTL_SET_NEW_VALUE,
          SK_STORAGE_GET,
          SK_STORAGE_DELETE,
          GET_CURRENT_ANCESTOR_CGROUP_ID,
          SK_CGROUP_ID,
          SK_ANCESTOR_CGROUP_ID,
          INODE_STORAGE_GET,
          INODE_STORAGE_DELETE,
          D_PATH,
          SKB_CGROUP_CLASSID,
          TASK_STORAGE_GET,
          TASK_STORAGE_DELETE,
          BPRM_OPTS_SET,
          IMA_INODE_HASH,
          GET_RETVAL,
          SET_RETVAL,
          IMA_FILE_HASH,
          CGRP_STORAGE_GET,
          CGRP_STORAGE_DELETE);

  private StorageFunctions() {}
}
