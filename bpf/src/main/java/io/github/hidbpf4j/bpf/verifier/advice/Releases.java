package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.proto.DataFunctions;
import io.github.hidbpf4j.bpf.proto.HeapFunctions;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the functions that release what a function acquired. */
final class Releases {
  private Releases() {}

  /**
   * The releasing functions, as written in programs.
   *
   * @param acquiring the function that acquired; null when it has no row
   * @param name its name; empty when unknown
   */
  static String of(@Nullable KernelFunction acquiring, String name) {
    if (acquiring == DataFunctions.KPTR_XCHG) {
      return "the function that releases objects of that kind (%s() for those of %s())"
          .formatted(HeapFunctions.OBJ_DROP_IMPL.written(), HeapFunctions.OBJ_NEW_IMPL.written());
    }
    if (acquiring != null && !acquiring.releasedBy().isEmpty()) {
      return acquiring.releasedBy().stream()
          .map(by -> by.written() + "()")
          .collect(Collectors.joining(" or "));
    }
    if (isIteratorNew(acquiring)) {
      return name.replaceFirst("_new$", "_destroy") + "()";
    }
    return "the function that releases what " + (name.isEmpty() ? "it" : name + "()") + " gave";
  }

  /** Whether the result of a function must be released even on failure. */
  static boolean mustReleaseOnFailure(@Nullable KernelFunction acquiring) {
    return acquiring == DataFunctions.RINGBUF_RESERVE_DYNPTR || isIteratorNew(acquiring);
  }

  private static boolean isIteratorNew(@Nullable KernelFunction function) {
    return function instanceof Kfunc kfunc && kfunc.flags().contains(KfuncFlag.ITER_NEW);
  }
}
