package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.btf.Btf;

/** Gives kernel variables and functions an address: {@code BPF_PSEUDO_BTF_ID} loads. */
@FunctionalInterface
public interface KernelSymbols {
  /** Address of the VAR or FUNC with this id of the kernel BTF; 0 when there is none. */
  long address(Btf kernelBtf, int typeId);
}
