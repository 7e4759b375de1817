package io.github.hidbpf4j.kernel.conduct;

import java.util.List;

/**
 * What a program, or a callback of one, does.
 *
 * @param name of the function
 * @param hook which hook runs it; empty for a probe, or for a callback
 * @param callbackOf the timer or work queue that runs it; empty for a program
 * @param where its first line: {@code file.c:12}
 * @param reads bytes of reports or of the descriptor that it looks at
 * @param writes those that it changes
 * @param results what it returns
 * @param calls whom it calls, each place once
 * @param variables which variables and maps it uses
 * @param complete whether all paths are in this
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
