package io.github.hidbpf4j.tools.selftests;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares verdicts, errors and last lines with the answers of a kernel other than the stick's. */
final class AnswerComparison {
  private final Map<String, KernelAnswer> answers;
  private final Map<LogEnd.Kind, int[]> kinds = new EnumMap<>(LogEnd.Kind.class);
  private int verdicts;
  private int errors;
  private int lines;
  private int linesButCounts;
  private int compared;
  private int unanswered;

  private AnswerComparison(Map<String, KernelAnswer> answers) {
    this.answers = answers;
  }

  /** Creates a comparison with the answers in a file. */
  static AnswerComparison with(Path file) throws IOException {
    return new AnswerComparison(KernelAnswer.read(file));
  }

  /** The entry with the other kernel's answer; null if it was not asked. */
  @Nullable StickEntry entry(StickEntry entry) {
    KernelAnswer answer = answers.get(KernelAnswer.key(entry.object(), entry.program()));
    if (answer == null) {
      unanswered++;
      return null;
    }
    return entry.answered(answer);
  }

  /** Counts a result; returns what differs besides verdict and messages. */
  List<String> compare(StickEntry entry, PathVerification.Result result) {
    KernelAnswer answer = answers.get(KernelAnswer.key(entry.object(), entry.program()));
    if (answer == null) {
      return List.of();
    }
    compared++;
    List<String> differences = new ArrayList<>();
    Errno errno = result.errno();
    int error = errno == null ? 0 : errorOfLoad(errno, result, answer);
    verdicts += answer.accepted() == result.accepted() ? 1 : 0;
    if (error == answer.errno()) {
      errors++;
    } else if (answer.accepted() == result.accepted()) {
      differences.add("error %d, in the kernel %d".formatted(error, answer.errno()));
    }
    String last = LogEnd.asNamed(LogEnd.of(result.log()), answer.last());
    int[] kind = kinds.computeIfAbsent(LogEnd.kind(answer.last()), _ -> new int[2]);
    kind[1]++;
    boolean butCounts = LogEnd.withoutCounts(last).equals(LogEnd.withoutCounts(answer.last()));
    linesButCounts += butCounts ? 1 : 0;
    if (last.equals(answer.last())) {
      lines++;
      kind[0]++;
    } else {
      differences.add(
          "last line '%s', in the kernel '%s'%s"
              .formatted(last, answer.last(), butCounts ? " (counts)" : ""));
    }
    return differences;
  }

  /**
   * The error that the kernel's loader sees, where that is not for the verifier to say: -ENOSPC in
   * place of its own if the log did not fit the loader's buffer, and of a number in place of a map
   * -EINVAL, not -EBADF, if something else is open under it.
   */
  private static int errorOfLoad(Errno errno, PathVerification.Result result, KernelAnswer answer) {
    boolean cut = answer.errno() == Errno.ENOSPC.number();
    boolean open =
        errno == Errno.EBADF
            && answer.errno() == Errno.EINVAL.number()
            && result.reason().endsWith("is not pointing to valid bpf_map");
    return cut || open ? answer.errno() : errno.number();
  }

  /** Prints how much agrees. */
  void print(PrintWriter out) {
    if (unanswered > 0) {
      out.printf("without an answer: %d%n", unanswered);
    }
    out.printf("verdicts: %d of %d%n", verdicts, compared);
    out.printf("errors: %d of %d%n", errors, compared);
    kinds.forEach((kind, c) -> out.printf("last lines, %s: %d of %d%n", name(kind), c[0], c[1]));
    out.printf(
        "last lines: %d of %d, %.1f %%; but for counts of instructions %d, %.1f %%%n",
        lines, compared, percent(lines), linesButCounts, percent(linesButCounts));
  }

  private double percent(int part) {
    return compared == 0 ? 0 : 100.0 * part / compared;
  }

  private static String name(LogEnd.Kind kind) {
    return switch (kind) {
      case NONE -> "none but totals";
      case COUNTS -> "counts of a function";
      case WALK -> "instruction or state";
      case MESSAGE -> "message";
    };
  }
}
