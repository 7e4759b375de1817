package io.github.hidbpf4j.kernel.profile;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.GenericKfuncs;
import io.github.hidbpf4j.bpf.proto.KfuncSet;
import java.util.stream.Stream;

/** Which generic kfuncs of Linux 6.12 an older kernel has not. */
enum KernelAge {
  /** Lacks what came with 6.11 and 6.12. */
  LINUX_6_10(
      """
      bpf_iter_bits_new bpf_iter_bits_next bpf_iter_bits_destroy bpf_copy_from_user_str
      bpf_get_task_exe_file bpf_put_file bpf_path_d_path bpf_get_dentry_xattr
      """),
  /** Lacks what came with 6.9 and 6.10 too: the base of the proposed patches. */
  LINUX_6_8(
      LINUX_6_10.absent
          + """
      bpf_wq_init bpf_wq_set_callback_impl bpf_wq_start bpf_preempt_disable bpf_preempt_enable
      bpf_modify_return_test_tp bpf_arena_alloc_pages bpf_arena_free_pages
      bpf_session_is_return bpf_session_cookie
      bpf_crypto_ctx_create bpf_crypto_ctx_release bpf_crypto_ctx_acquire
      bpf_crypto_decrypt bpf_crypto_encrypt
      """),
  /** Lacks what came with 6.4 to 6.8 too. */
  LINUX_6_3(
      LINUX_6_8.absent
          + """
      bpf_dynptr_slice bpf_dynptr_slice_rdwr bpf_dynptr_adjust bpf_dynptr_is_null
      bpf_dynptr_is_rdonly bpf_dynptr_size bpf_dynptr_clone bpf_dynptr_from_skb
      bpf_dynptr_from_xdp bpf_iter_num_new bpf_iter_num_next bpf_iter_num_destroy
      bpf_iter_task_vma_new bpf_iter_task_vma_next bpf_iter_task_vma_destroy
      bpf_iter_css_task_new bpf_iter_css_task_next bpf_iter_css_task_destroy
      bpf_iter_css_new bpf_iter_css_next bpf_iter_css_destroy
      bpf_iter_task_new bpf_iter_task_next bpf_iter_task_destroy
      bpf_percpu_obj_new_impl bpf_percpu_obj_drop_impl bpf_refcount_acquire_impl
      bpf_cgroup_from_id bpf_task_under_cgroup bpf_task_get_cgroup1 bpf_throw
      bpf_map_sum_elem_count bpf_sock_addr_set_sun_path bpf_sk_assign_tcp_reqsk
      bpf_get_file_xattr bpf_get_fsverity_digest
      bpf_sock_destroy bpf_xdp_get_xfrm_state bpf_xdp_xfrm_state_release
      """);

  private final String absent;

  KernelAge(String absent) {
    this.absent = absent;
  }

  /** Names of what this kernel lacks. */
  String[] absent() {
    return Stream.of(absent.strip().split("\\s+")).toArray(String[]::new);
  }

  /** Leaves out of the profile what this kernel lacks. */
  ApiProfile.Builder apply(ApiProfile.Builder builder) {
    for (KfuncSet set : GenericKfuncs.ALL) {
      builder.kfuncs(set.without(absent()));
    }
    return builder;
  }
}
