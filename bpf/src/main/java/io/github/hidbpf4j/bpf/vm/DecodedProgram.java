package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.helper.HelperFunction;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.vm.code.Op;
import io.github.hidbpf4j.bpf.vm.compiler.CompiledProgram;
import java.util.BitSet;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A program as the engines read it: per slot a word {@code op:8 dst:4 src:4 offset:16} (lowest bits
 * first) and a 64-bit immediate. Created by {@link Decoder}, with two more slots than the program
 * has: {@link Op#INVALID}, then {@link Op#EXIT}. Has its compiled form once there is one.
 */
final class DecodedProgram {
  private final int id;
  private final VerifiedProgram source;
  private final int[] code;
  private final long[] immediates;
  private final HelperFunction[] functions;
  private final BitSet stackUsers;
  private final SortedSet<Integer> entries;

  /** The entries again, as a set for queries by every run. */
  private final BitSet isEntry = new BitSet();

  private final BitSet functionStarts = new BitSet();

  private final @Nullable Counters counters;

  private volatile @Nullable CompiledProgram compiled;
  private boolean retired;
  private volatile @Nullable String interpretedBecause;

  /**
   * How much the interpreter has run it; races are harmless, as it only decides when to compile.
   */
  private int heat;

  /**
   * Creates a decoded program.
   *
   * @param id the machine's number of the program
   * @param source the verified program
   * @param code the words
   * @param immediates sign-extended immediates; of a 64-bit load its resolved value, of a local
   *     call the target slot, of a helper or kfunc call an index into {@code functions}
   * @param functions helpers and kfuncs it calls
   * @param stackUsers first slots of the functions that use R10
   * @param entries first slots of the functions at which runs and callbacks start
   * @param counts whether engines count what they execute
   */
  DecodedProgram(
      int id,
      VerifiedProgram source,
      int[] code,
      long[] immediates,
      HelperFunction[] functions,
      BitSet stackUsers,
      SortedSet<Integer> entries,
      boolean counts) {
    this.id = id;
    this.source = source;
    this.code = code;
    this.immediates = immediates;
    this.functions = functions;
    this.stackUsers = stackUsers;
    this.entries = entries;
    entries.forEach(isEntry::set);
    functionStarts.or(isEntry);
    source.subprograms().forEach(f -> functionStarts.set(f.start()));
    this.counters = counts ? new Counters(source, code, immediates) : null;
  }

  int id() {
    return id;
  }

  VerifiedProgram source() {
    return source;
  }

  int[] code() {
    return code;
  }

  long[] immediates() {
    return immediates;
  }

  HelperFunction[] functions() {
    return functions;
  }

  SortedSet<Integer> entries() {
    return entries;
  }

  /** The counters of the engines, or null when they do not count. */
  @Nullable Counters counters() {
    return counters;
  }

  /** Whether a function starts at this slot. */
  boolean isFunction(int slot) {
    return functionStarts.get(slot);
  }

  /** Whether the function that starts at this slot uses its stack. */
  boolean usesStack(int slot) {
    return stackUsers.get(slot);
  }

  /** The compiled form to start a function with, or null when the interpreter is to run it. */
  @Nullable CompiledProgram compiledFor(int slot) {
    CompiledProgram c = compiled;
    return c != null && (slot == 0 || isEntry.get(slot)) ? c : null;
  }

  boolean isCompiled() {
    return compiled != null;
  }

  synchronized void compiled(CompiledProgram program) {
    compiled = retired ? null : program;
  }

  /** Marks it as unloaded: only runs in progress, or that already found it, still use it. */
  synchronized void retire() {
    retired = true;
    compiled = null;
  }

  @Nullable String interpretedBecause() {
    return interpretedBecause;
  }

  void interpretBecause(String why) {
    interpretedBecause = why;
  }

  /** Adds to the amount interpreted; returns whether that crosses the limit. */
  boolean heats(int by, int limit) {
    int before = heat;
    heat = before + by;
    return before < limit && before + by >= limit;
  }
}
