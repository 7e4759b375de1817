package io.github.hidbpf4j.bpf.map;

/** Sees the elements of a map, one after another; see {@link BpfMap#forEach}. */
@FunctionalInterface
public interface ElementVisitor {
  /**
   * Visits an element.
   *
   * @param key address of its key, valid during the visit
   * @param value address of its value; the current CPU's for per-CPU types
   * @return 0 to go on, anything else to stop
   */
  long visit(long key, long value);
}
