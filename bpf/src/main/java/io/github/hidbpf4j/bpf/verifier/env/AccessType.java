package io.github.hidbpf4j.bpf.verifier.env;

/** What is done to memory ({@code enum bpf_access_type}). */
public enum AccessType {
  READ,
  WRITE
}
