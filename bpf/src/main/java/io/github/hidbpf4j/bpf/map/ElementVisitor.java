package io.github.hidbpf4j.bpf.map;

/** Visits the elements of a map one after another; see {@link BpfMap#forEach}. */
@FunctionalInterface
public interface ElementVisitor {
  /**
   * Visits an element.
   *
   * @param key address of its key, valid during the visit
   * @param value address of its value; the current CPU's for per-CPU types
   * @return 0 to continue, anything else to stop
   */
  long visit(long key, long value);
}
