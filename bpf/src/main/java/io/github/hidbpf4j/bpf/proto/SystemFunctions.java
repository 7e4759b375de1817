package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.FlagChange.adds;
import static io.github.hidbpf4j.bpf.proto.FlagChange.drops;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux7;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ACQUIRE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ARENA_ARG2;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.ARENA_RET;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.DESTRUCTIVE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.PERFMON;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RCU;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RELEASE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.RET_NULL;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.SLEEPABLE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.SPINLOCK_SAFE;
import static io.github.hidbpf4j.bpf.proto.KfuncFlag.TRUSTED_ARGS;
import static io.github.hidbpf4j.bpf.proto.ReleasedBy.releasedBy;
import static io.github.hidbpf4j.bpf.proto.Trait.MAY_WAIT;

import java.util.List;

/** Kfuncs for files, keys, ciphers, arenas and the rest of the kernel (Linux 6.12 to 7.3). */
public final class SystemFunctions {
  /** {@code bpf_copy_from_user_str}. */
  public static final Kfunc COPY_FROM_USER_STR =
      Kfunc.of("bpf_copy_from_user_str", SLEEPABLE, MAY_WAIT, linux6(12), adds(linux7(3), PERFMON));

  /** {@code crash_kexec}. */
  public static final Kfunc CRASH_KEXEC = Kfunc.of("crash_kexec", DESTRUCTIVE);

  /** {@code bpf_map_sum_elem_count}. */
  public static final Kfunc MAP_SUM_ELEM_COUNT =
      Kfunc.of("bpf_map_sum_elem_count", TRUSTED_ARGS, linux6(6));

  /** {@code bpf_arena_alloc_pages}. */
  public static final Kfunc ARENA_ALLOC_PAGES =
      Kfunc.of(
          "bpf_arena_alloc_pages",
          TRUSTED_ARGS,
          SLEEPABLE,
          linux6(9),
          adds(linux6(16), ARENA_RET, ARENA_ARG2),
          drops(linux7(0), SLEEPABLE),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_arena_free_pages}. */
  public static final Kfunc ARENA_FREE_PAGES =
      Kfunc.of(
          "bpf_arena_free_pages",
          TRUSTED_ARGS,
          SLEEPABLE,
          linux6(9),
          adds(linux6(16), ARENA_ARG2),
          drops(linux7(0), SLEEPABLE),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_lookup_user_key}. */
  public static final Kfunc LOOKUP_USER_KEY =
      Kfunc.of("bpf_lookup_user_key", ACQUIRE, RET_NULL, SLEEPABLE);

  /** {@code bpf_lookup_system_key}. */
  public static final Kfunc LOOKUP_SYSTEM_KEY =
      Kfunc.of("bpf_lookup_system_key", ACQUIRE, RET_NULL);

  /** {@code bpf_key_put}. */
  public static final Kfunc KEY_PUT = Kfunc.of("bpf_key_put", RELEASE);

  /** {@code bpf_verify_pkcs7_signature}. */
  public static final Kfunc VERIFY_PKCS7_SIGNATURE =
      Kfunc.of("bpf_verify_pkcs7_signature", SLEEPABLE);

  /** {@code bpf_get_task_exe_file}. */
  public static final Kfunc GET_TASK_EXE_FILE =
      Kfunc.of("bpf_get_task_exe_file", ACQUIRE, TRUSTED_ARGS, RET_NULL, linux6(12));

  /** {@code bpf_put_file}. */
  public static final Kfunc PUT_FILE = Kfunc.of("bpf_put_file", RELEASE, linux6(12));

  /** {@code bpf_path_d_path}. */
  public static final Kfunc PATH_D_PATH = Kfunc.of("bpf_path_d_path", TRUSTED_ARGS, linux6(12));

  /** {@code bpf_get_dentry_xattr}. */
  public static final Kfunc GET_DENTRY_XATTR =
      Kfunc.of("bpf_get_dentry_xattr", SLEEPABLE, TRUSTED_ARGS, linux6(12));

  /** {@code bpf_get_file_xattr}. */
  public static final Kfunc GET_FILE_XATTR =
      Kfunc.of("bpf_get_file_xattr", SLEEPABLE, TRUSTED_ARGS, linux6(8));

  /** {@code bpf_get_fsverity_digest}. */
  public static final Kfunc GET_FSVERITY_DIGEST =
      Kfunc.of("bpf_get_fsverity_digest", TRUSTED_ARGS, linux6(8));

  /** {@code bpf_crypto_ctx_create}. */
  public static final Kfunc CRYPTO_CTX_CREATE =
      Kfunc.of("bpf_crypto_ctx_create", ACQUIRE, RET_NULL, SLEEPABLE, linux6(10));

  /** {@code bpf_crypto_ctx_release}. */
  public static final Kfunc CRYPTO_CTX_RELEASE =
      Kfunc.of("bpf_crypto_ctx_release", RELEASE, linux6(10));

  /** {@code bpf_crypto_ctx_acquire}. */
  public static final Kfunc CRYPTO_CTX_ACQUIRE =
      Kfunc.of("bpf_crypto_ctx_acquire", ACQUIRE, RCU, RET_NULL, linux6(10));

  /** {@code bpf_crypto_decrypt}. */
  public static final Kfunc CRYPTO_DECRYPT = Kfunc.of("bpf_crypto_decrypt", RCU, linux6(10));

  /** {@code bpf_crypto_encrypt}. */
  public static final Kfunc CRYPTO_ENCRYPT = Kfunc.of("bpf_crypto_encrypt", RCU, linux6(10));

  /** {@code bpf_copy_from_user_task_str}. */
  public static final Kfunc COPY_FROM_USER_TASK_STR =
      Kfunc.of(
          "bpf_copy_from_user_task_str", SLEEPABLE, MAY_WAIT, linux6(15), adds(linux7(3), PERFMON));

  /** {@code bpf_get_kmem_cache}. */
  public static final Kfunc GET_KMEM_CACHE =
      Kfunc.of(
          "bpf_get_kmem_cache", SpecialKfunc.GET_KMEM_CACHE, linux6(13), adds(linux7(3), PERFMON));

  /** {@code bpf_arena_reserve_pages}. */
  public static final Kfunc ARENA_RESERVE_PAGES =
      Kfunc.of(
          "bpf_arena_reserve_pages",
          TRUSTED_ARGS,
          SLEEPABLE,
          ARENA_ARG2,
          linux6(17),
          drops(linux7(0), SLEEPABLE),
          adds(linux7(3), SPINLOCK_SAFE));

  /** {@code bpf_set_dentry_xattr}. */
  public static final Kfunc SET_DENTRY_XATTR =
      Kfunc.of("bpf_set_dentry_xattr", SLEEPABLE, TRUSTED_ARGS, linux6(15));

  /** {@code bpf_remove_dentry_xattr}. */
  public static final Kfunc REMOVE_DENTRY_XATTR =
      Kfunc.of("bpf_remove_dentry_xattr", SLEEPABLE, TRUSTED_ARGS, linux6(15));

  /** {@code bpf_real_data_inode}. */
  public static final Kfunc REAL_DATA_INODE =
      Kfunc.of("bpf_real_data_inode", SLEEPABLE, RET_NULL, linux7(2));

  /** {@code bpf_sock_read_xattr}. */
  public static final Kfunc SOCK_READ_XATTR = Kfunc.of("bpf_sock_read_xattr", RCU, linux7(3));

  /** {@code bpf_wakeup_sources_read_unlock}. */
  public static final Kfunc WAKEUP_SOURCES_READ_UNLOCK =
      Kfunc.of("bpf_wakeup_sources_read_unlock", RELEASE, linux7(2));

  /** {@code bpf_wakeup_sources_read_lock}. */
  public static final Kfunc WAKEUP_SOURCES_READ_LOCK =
      Kfunc.of(
          "bpf_wakeup_sources_read_lock",
          ACQUIRE,
          releasedBy(WAKEUP_SOURCES_READ_UNLOCK),
          linux7(2));

  /** {@code bpf_wakeup_sources_get_head}. */
  public static final Kfunc WAKEUP_SOURCES_GET_HEAD =
      Kfunc.of("bpf_wakeup_sources_get_head", linux7(2));

  /** {@code bpf_io_uring_submit_sqes}. */
  public static final Kfunc IO_URING_SUBMIT_SQES =
      Kfunc.of("bpf_io_uring_submit_sqes", SLEEPABLE, linux7(1));

  /** {@code bpf_io_uring_get_region}. */
  public static final Kfunc IO_URING_GET_REGION =
      Kfunc.of("bpf_io_uring_get_region", RET_NULL, linux7(1));

  /** All of them, in order. */
  public static final List<KernelFunction> ALL =
      List.of(
          COPY_FROM_USER_STR,
          CRASH_KEXEC,
          MAP_SUM_ELEM_COUNT,
          ARENA_ALLOC_PAGES,
          ARENA_FREE_PAGES,
          LOOKUP_USER_KEY,
          LOOKUP_SYSTEM_KEY,
          KEY_PUT,
          VERIFY_PKCS7_SIGNATURE,
          GET_TASK_EXE_FILE,
          PUT_FILE,
          PATH_D_PATH,
          GET_DENTRY_XATTR,
          GET_FILE_XATTR,
          GET_FSVERITY_DIGEST,
          CRYPTO_CTX_CREATE,
          CRYPTO_CTX_RELEASE,
          CRYPTO_CTX_ACQUIRE,
          CRYPTO_DECRYPT,
          CRYPTO_ENCRYPT,
          COPY_FROM_USER_TASK_STR,
          GET_KMEM_CACHE,
          ARENA_RESERVE_PAGES,
          SET_DENTRY_XATTR,
          REMOVE_DENTRY_XATTR,
          REAL_DATA_INODE,
          SOCK_READ_XATTR,
          WAKEUP_SOURCES_READ_UNLOCK,
          WAKEUP_SOURCES_READ_LOCK,
          WAKEUP_SOURCES_GET_HEAD,
          IO_URING_SUBMIT_SQES,
          IO_URING_GET_REGION);

  private SystemFunctions() {}
}
