package io.github.hidbpf4j.bpf.proto;

import java.util.Set;

/**
 * A kernel function that tracing programs may be attached to.
 *
 * @param name function name in the kernel BTF
 * @param kinds section prefixes it takes: {@code fentry}, {@code fexit}, {@code fmod_ret}, ...
 * @param sleepable whether sleepable programs may be attached
 * @param trustedArguments whether its pointer arguments are trusted, like those of functions
 *     registered for fmod_ret
 */
public record HookFunction(
    String name, Set<String> kinds, boolean sleepable, boolean trustedArguments) {
  /** Copies. */
  public HookFunction {
    kinds = Set.copyOf(kinds);
  }
}
