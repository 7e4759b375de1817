package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.program.CausalStep;
import io.github.hidbpf4j.bpf.program.Explanation;
import io.github.hidbpf4j.bpf.program.LineInfo;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Why a program is rejected, in four parts, as Linux 7.3 has them: reason, place, path, advice. */
final class ExplanationText {
  private final PrintWriter out;

  ExplanationText(PrintWriter out) {
    this.out = out;
  }

  /** Prints an explanation; does nothing if there is none. */
  void print(@Nullable Explanation why) {
    if (why == null) {
      return;
    }
    part("Reason", why.found().isEmpty() ? String.join("; ", why.messages()) : why.found());
    if (!why.expected().isEmpty()) {
      line("expected " + why.expected());
    }
    LineInfo end = why.line();
    if (why.slot() >= 0) {
      String source = end == null ? "" : why.place() + " '" + end.shownText() + "', ";
      part("At", source + "slot " + why.slot() + ": " + why.instruction());
    }
    part("Causal path", why.path().isEmpty() ? "none: it is about the program as a whole" : "");
    why.path().forEach(step -> line(place(step, end)));
    part("Suggestion", why.action());
  }

  private void part(String title, String text) {
    out.println(Ink.OTHERWISE.on(title) + ":" + (text.isEmpty() ? "" : " " + Hex.printable(text)));
  }

  private void line(String text) {
    out.println("  " + Hex.printable(text));
  }

  /**
   * Formats a place as {@code line 12 'report[0] ^= 3;', slot 4: what}, with the file's name if it
   * differs from that of the end.
   */
  private static String place(CausalStep step, @Nullable LineInfo end) {
    LineInfo line = step.line();
    String source = "";
    if (line != null) {
      boolean same = end != null && line.file().equals(end.file());
      source =
          (same ? "line " : line.shownFile() + ":") + line.line() + " '" + line.shownText() + "', ";
    }
    return source + "slot " + step.slot() + ": " + step.what();
  }
}
