package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.verifier.paths.Comparison;
import io.github.hidbpf4j.bpf.verifier.paths.PathSearch;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.bpf.verifier.paths.Source;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import org.jspecify.annotations.Nullable;

/**
 * Finds event hooks that read bytes of their event after an injection: the injected report was
 * processed in the same buffer. Excluded are reads where the program knows that the injection
 * failed, and bytes that it has written since. If a value computed from the result decides a
 * branch, it is unknown whether the injection failed, and the rest of the path is excluded as well.
 */
final class EventBufferOverwritten {
  /** Number of bytes considered when a call reads more, or an unknown number. */
  private static final int MOST_READ = 64;

  /**
   * The state of a path.
   *
   * @param by node of the injection, {@link ProgramPaths#NONE} before any
   * @param rewritten bytes that were written since
   */
  private record Buffer(int by, long rewritten) {
    static final Buffer UNTOUCHED = new Buffer(ProgramPaths.NONE, 0);

    // Written by hand: javac's version is linked at first use, which delays start-up.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Buffer(int b, long r) && b == by && r == rewritten;
    }

    @Override
    public int hashCode() {
      return 31 * by + Long.hashCode(rewritten);
    }
  }

  private final AnalyzedProgram program;
  private final ProgramPaths paths;
  private final FindingCollector findings;

  private EventBufferOverwritten(AnalyzedProgram program, FindingCollector findings) {
    this.program = program;
    this.paths = program.paths();
    this.findings = findings;
  }

  static void check(AnalyzedProgram program, FindingCollector findings) {
    if (program.isEventHook()) {
      EventBufferOverwritten check = new EventBufferOverwritten(program, findings);
      boolean _ =
          new PathSearch<>(program.paths(), check.new Path())
              .from(program.paths().start(), Buffer.UNTOUCHED);
    }
  }

  private final class Path implements PathSearch.Question<Buffer> {
    @Override
    public Buffer pass(int node, Buffer buffer) {
      if (buffer.by() != ProgramPaths.NONE && paths.isAccess(node)) {
        return accessed(node, buffer);
      }
      KernelFunction function = paths.called(node);
      if (function == null) {
        return buffer;
      }
      if (buffer.by() != ProgramPaths.NONE) {
        for (Effect effect : function.effects()) {
          if (effect instanceof Effect.Reads(int pointer, int size)) {
            read(node, program.eventArgument(node, pointer, handed(node, size)), buffer);
          }
        }
      }
      return function == HidFunctions.TRY_INPUT_REPORT ? new Buffer(node, 0) : buffer;
    }

    @Override
    public Buffer branch(int node, boolean taken, Buffer buffer) {
      Comparison comparison = buffer.by() == ProgramPaths.NONE ? null : paths.comparison(node);
      if (comparison == null) {
        return buffer;
      }
      for (Source source : paths.sources(node, comparison.register())) {
        if (source.node() == buffer.by() && (!source.exact() || comparison.leavesNegative(taken))) {
          return Buffer.UNTOUCHED;
        }
      }
      return buffer;
    }
  }

  private int handed(int node, int sizeRegister) {
    Long size = sizeRegister == Effect.UNKNOWN_SIZE ? null : paths.constant(node, sizeRegister);
    return size == null ? 1 : (int) Math.min(Math.max(size, 1), MOST_READ);
  }

  private Buffer accessed(int node, Buffer buffer) {
    EventBytes bytes = program.accessedEvent(node);
    if (bytes == null) {
      return buffer;
    }
    if (paths.instruction(node).isLoad()) {
      read(node, bytes, buffer);
      return buffer;
    }
    return new Buffer(buffer.by(), buffer.rewritten() | bytes.mask());
  }

  private void read(int node, @Nullable EventBytes bytes, Buffer buffer) {
    if (bytes != null && bytes.isPrecise() && (bytes.mask() & ~buffer.rewritten()) != 0) {
      findings.report(
          FindingKind.EVENT_BUFFER_OVERWRITTEN,
          program.place(node),
          "reads the event buffer after "
              + HidFunctions.TRY_INPUT_REPORT
              + ": the injected report was processed in the same buffer, which no longer holds "
              + "the event: copy the event before, and write it back after");
    }
  }
}
