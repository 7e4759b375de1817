package io.github.hidbpf4j.kernel.conduct;

import java.util.List;

/**
 * The behaviour of a program, or of a callback of one.
 *
 * @param name name of the function
 * @param hook the hook that runs it; empty for a probe, or for a callback
 * @param callbackOf the timer or work queue that runs it; empty for a program
 * @param where its first line: {@code file.c:12}
 * @param reads bytes of reports or the descriptor that it reads
 * @param writes bytes that it changes
 * @param results its results
 * @param calls its calls, each place once
 * @param variables variables and maps that it uses
 * @param complete whether all paths are included
 */
public record ProgramConduct(
    String name,
    String hook,
    String callbackOf,
    String where,
    List<BytesUse> reads,
    List<BytesUse> writes,
    List<ResultUse> results,
    List<CallUse> calls,
    List<VariableUse> variables,
    boolean complete) {
  /** Copies. */
  public ProgramConduct {
    reads = List.copyOf(reads);
    writes = List.copyOf(writes);
    results = List.copyOf(results);
    calls = List.copyOf(calls);
    variables = List.copyOf(variables);
  }
}
