package io.github.hidbpf4j.bpf.btf;

/**
 * Limits the work of comparing types: matching nested structs member by member is exponential in
 * the worst case.
 */
final class CoreBudget {
  private long left;

  CoreBudget(long steps) {
    this.left = steps;
  }

  void step() {
    if (--left < 0) {
      throw new CoreException("types too complex to compare");
    }
  }
}
