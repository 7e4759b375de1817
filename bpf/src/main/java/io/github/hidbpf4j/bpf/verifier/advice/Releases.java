package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.proto.HelperNames;

/** What releases what a function acquired. */
final class Releases {
  private Releases() {}

  /** The functions that release, as people write them. */
  static String of(String acquiring) {
    return switch (acquiring) {
      case "hid_bpf_allocate_context" -> "hid_bpf_release_context()";
      case "bpf_ringbuf_reserve" -> "bpf_ringbuf_submit() or bpf_ringbuf_discard()";
      case "bpf_ringbuf_reserve_dynptr" ->
          "bpf_ringbuf_submit_dynptr() or bpf_ringbuf_discard_dynptr()";
      case "bpf_percpu_obj_new_impl" -> "bpf_percpu_obj_drop()";
      case "bpf_obj_new_impl",
          "bpf_refcount_acquire_impl",
          "bpf_rbtree_remove",
          "bpf_list_pop_front",
          "bpf_list_pop_back" ->
          "bpf_obj_drop()";
      case "bpf_task_acquire", "bpf_task_from_pid" -> "bpf_task_release()";
      case "bpf_cgroup_acquire", "bpf_cgroup_ancestor", "bpf_cgroup_from_id" ->
          "bpf_cgroup_release()";
      case "bpf_kptr_xchg" ->
          "the function that releases objects of that kind (bpf_obj_drop() for those of bpf_obj_new())";
      default -> {
        String destroy = acquiring.replaceFirst("_new$", "_destroy");
        yield acquiring.startsWith("bpf_iter_") && HelperNames.number(destroy).isEmpty()
            ? destroy + "()"
            : "the function that releases what "
                + (acquiring.isEmpty() ? "it" : acquiring + "()")
                + " gave";
      }
    };
  }

  /** Whether what a function acquired must be released even where it failed. */
  static boolean evenAfterFailure(String acquiring) {
    return acquiring.equals("bpf_ringbuf_reserve_dynptr")
        || acquiring.startsWith("bpf_iter_") && acquiring.endsWith("_new");
  }
}
