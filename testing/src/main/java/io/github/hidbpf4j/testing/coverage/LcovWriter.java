package io.github.hidbpf4j.testing.coverage;

import io.github.hidbpf4j.bpf.program.LineInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes coverage as lcov tracefiles (geninfo(1), LCOV 1.16), for {@code genhtml} and the services
 * that read such files. Per source file, whatever objects it was compiled into: functions, sides of
 * branches, lines. Left out are what the verifier removed, and objects without line info.
 */
public final class LcovWriter {
  private LcovWriter() {}

  /** A function in a file, where several may have the same name. */
  private static final class Entry {
    int line = Integer.MAX_VALUE;
    long calls;
  }

  /** A file being assembled. */
  private static final class Source {
    final Map<String, Entry> functions = new TreeMap<>();
    final Map<Integer, List<LineCoverage>> lines = new TreeMap<>();
  }

  /**
   * Writes a tracefile.
   *
   * @param coverage what was reached
   * @param out receives it as UTF-8
   */
  public static void write(Coverage coverage, Appendable out) throws IOException {
    TreeMap<String, Source> sources = new TreeMap<>();
    for (ObjectCoverage object : coverage.objects()) {
      for (LineCoverage line : object.lines()) {
        if (line.reachable()) {
          sources
              .computeIfAbsent(line.file(), f -> new Source())
              .lines
              .computeIfAbsent(line.line(), l -> new ArrayList<>())
              .add(line);
        }
      }
      for (FunctionCoverage f : object.functions()) {
        LineInfo start = f.isReachable() ? f.lineAt(0) : null;
        if (start != null) {
          Entry entry =
              sources
                  .computeIfAbsent(start.shownFile(), s -> new Source())
                  .functions
                  .computeIfAbsent(f.name(), n -> new Entry());
          entry.line = Math.min(entry.line, start.line());
          entry.calls += f.calls();
        }
      }
    }
    for (Map.Entry<String, Source> source : sources.entrySet()) {
      write(source.getKey(), source.getValue(), out);
    }
  }

  private static void write(String file, Source source, Appendable out) throws IOException {
    line(out, "TN:");
    line(out, "SF:" + oneLine(file));
    for (Map.Entry<String, Entry> f : source.functions.entrySet()) {
      line(out, "FN:%d,%s".formatted(f.getValue().line, oneLine(f.getKey())));
    }
    for (Map.Entry<String, Entry> f : source.functions.entrySet()) {
      line(out, "FNDA:%d,%s".formatted(f.getValue().calls, oneLine(f.getKey())));
    }
    line(out, "FNF:" + source.functions.size());
    line(out, "FNH:" + source.functions.values().stream().filter(f -> f.calls > 0).count());
    branches(source, out);
    int hit = 0;
    for (Map.Entry<Integer, List<LineCoverage>> l : source.lines.entrySet()) {
      long hits = l.getValue().stream().mapToLong(LineCoverage::hits).sum();
      hit += hits > 0 ? 1 : 0;
      line(out, "DA:%d,%d".formatted(l.getKey(), hits));
    }
    line(out, "LF:" + source.lines.size());
    line(out, "LH:" + hit);
    line(out, "end_of_record");
  }

  private static void branches(Source source, Appendable out) throws IOException {
    int found = 0;
    int taken = 0;
    for (Map.Entry<Integer, List<LineCoverage>> l : source.lines.entrySet()) {
      int block = 0;
      for (LineCoverage line : l.getValue()) {
        for (LineCoverage.Branch branch : line.branches()) {
          int number = 0;
          for (SideCoverage side : branch.sides().sides()) {
            String count = branch.executed() == 0 ? "-" : Long.toString(side.count());
            line(out, "BRDA:%d,%d,%d,%s".formatted(l.getKey(), block, number++, count));
            found++;
            taken += side.count() > 0 ? 1 : 0;
          }
          block++;
        }
      }
    }
    line(out, "BRF:" + found);
    line(out, "BRH:" + taken);
  }

  /** Escapes names, which come from the object and may contain line ends. */
  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private static void line(Appendable out, String text) throws IOException {
    out.append(text).append('\n');
  }
}
