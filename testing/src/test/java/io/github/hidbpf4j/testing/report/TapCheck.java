package io.github.hidbpf4j.testing.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses a document of the Test Anything Protocol, version 14, and refuses anything else. */
final class TapCheck {
  private static final Pattern PLAN = Pattern.compile("1\\.\\.(\\d+)");
  private static final Pattern POINT = Pattern.compile("(not )?ok (\\d+) - (.*)");

  /** A test point: its description, result, and subtests. */
  record Point(boolean ok, String text, boolean skipped, List<Point> below, List<String> yaml) {}

  /** A document; {@code bailed} if it ended before its plan. */
  record Document(int planned, List<Point> points, String bailed) {}

  private final List<String> lines;
  private int at;

  private TapCheck(List<String> lines) {
    this.lines = lines;
  }

  static Document read(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals("TAP version 14")) {
      throw new AssertionError("no version");
    }
    TapCheck check = new TapCheck(lines);
    check.at = 1;
    Document document = check.document("");
    if (check.at != lines.size()) {
      throw new AssertionError("line " + check.at + ": " + lines.get(check.at));
    }
    return document;
  }

  private String here(String indent) {
    return at < lines.size() && lines.get(at).startsWith(indent)
        ? lines.get(at).substring(indent.length())
        : "";
  }

  private Document document(String indent) {
    Matcher plan = PLAN.matcher(here(indent));
    if (!plan.matches()) {
      throw new AssertionError("line " + at + ": expected a plan, found " + here(indent));
    }
    at++;
    List<Point> points = new ArrayList<>();
    List<Point> below = List.of();
    String subtest = null;
    while (at < lines.size()) {
      String line = here(indent);
      if (line.startsWith("# Subtest: ")) {
        subtest = line.substring(11);
        at++;
        below = document(indent + "    ").points();
        continue;
      }
      if (line.startsWith("Bail out!")) {
        at++;
        return new Document(Integer.parseInt(plan.group(1)), points, line);
      }
      Matcher point = POINT.matcher(line);
      if (!point.matches()) {
        break;
      }
      at++;
      points.add(point(point, points.size() + 1, subtest, below, indent));
      below = List.of();
      subtest = null;
    }
    if (points.size() != Integer.parseInt(plan.group(1))) {
      throw new AssertionError("planned " + plan.group(1) + ", found " + points.size());
    }
    return new Document(points.size(), points, "");
  }

  private Point point(
      Matcher point, int number, @Nullable String subtest, List<Point> below, String indent) {
    if (Integer.parseInt(point.group(2)) != number) {
      throw new AssertionError("number " + point.group(2) + ", expected " + number);
    }
    boolean ok = point.group(1) == null;
    String rest = point.group(3);
    if (subtest != null && !rest.replaceFirst(" # SKIP.*", "").equals(subtest)) {
      throw new AssertionError("subtest " + subtest + " ends as " + rest);
    }
    if (subtest != null && ok != below.stream().allMatch(Point::ok)) {
      throw new AssertionError("subtests of " + rest + " say something else");
    }
    StringBuilder text = new StringBuilder();
    boolean skipped = false;
    for (int i = 0; i < rest.length(); i++) {
      char c = rest.charAt(i);
      if (c == '\\' && i + 1 < rest.length()) {
        text.append(rest.charAt(++i));
      } else if (c == '#' && rest.substring(i).startsWith("# SKIP")) {
        skipped = true;
        break;
      } else if (c == '#') {
        throw new AssertionError("a # that is no directive: " + rest);
      } else {
        text.append(c);
      }
    }
    return new Point(ok, text.toString().strip(), skipped, below, yaml(indent + "  "));
  }

  private List<String> yaml(String indent) {
    List<String> yaml = new ArrayList<>();
    if (!here(indent).equals("---")) {
      return yaml;
    }
    for (at++; !here(indent).equals("..."); at++) {
      if (at >= lines.size() || !lines.get(at).startsWith(indent)) {
        throw new AssertionError("a YAML block without end");
      }
      yaml.add(here(indent));
    }
    at++;
    return yaml;
  }
}
