package io.github.hidbpf4j.bpf.proto;

/**
 * Which capability a loader needs to use a helper ({@code bpf_base_func_proto}, Linux 6.12 {@code
 * kernel/bpf/helpers.c}). Profiles assume root; the tier is for listings.
 */
public enum CapabilityTier {
  /** No capability beyond that for loading the program. */
  BASE,
  /** CAP_BPF. */
  BPF,
  /** CAP_PERFMON. */
  PERFMON
}
