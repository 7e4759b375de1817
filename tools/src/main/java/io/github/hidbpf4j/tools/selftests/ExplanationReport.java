package io.github.hidbpf4j.tools.selftests;

import io.github.hidbpf4j.bpf.program.Explanation;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import io.github.hidbpf4j.bpf.verifier.Refusals;
import io.github.hidbpf4j.bpf.verifier.advice.Claims;
import io.github.hidbpf4j.bpf.verifier.advice.Explainer;
import io.github.hidbpf4j.bpf.verifier.advice.RefusedProgram;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reports what the authors of many rejected programs are told: for each message of the verifier its
 * causes, and the explanation of each; and explanations that the state contradicts.
 */
final class ExplanationReport {
  private static final int LOG_LIMIT = 1 << 20;

  /** A rejected program, and its explanation. */
  private record Told(String program, Explanation explanation) {}

  private final Map<String, Map<String, List<Told>>> byMessage = new TreeMap<>();
  private final List<String> contradictions = new ArrayList<>();
  private final List<String> unexplained = new ArrayList<>();
  private int refusals;

  /**
   * Verifies a program, and notes the explanation if it is rejected.
   *
   * @param name of the program, for the report
   * @param missing missing parts of the kernel that its instructions refer to, by slot
   */
  void add(
      String name,
      LinkedProgram program,
      ApiProfile profile,
      int flags,
      Map<Integer, String> missing) {
    PathVerification.Result result = PathVerification.verify(program, profile, flags, 0);
    if (result.accepted()) {
      return;
    }
    refusals++;
    RefusedProgram refused = Refusals.of(program, profile, flags, result, LOG_LIMIT);
    Explanation explanation = Explainer.of(refused, missing);
    if (explanation.cause().isEmpty()) {
      unexplained.add(name + ": " + String.join("; ", explanation.messages()));
    }
    Claims.contradicted(explanation, refused)
        .forEach(
            c ->
                contradictions.add(
                    name + ": " + String.join("; ", explanation.messages()) + ": " + c));
    byMessage
        .computeIfAbsent(shape(explanation.messages().getLast()), _ -> new TreeMap<>())
        .computeIfAbsent(explanation.cause(), _ -> new ArrayList<>())
        .add(new Told(name, explanation));
  }

  /** A message without the parts that depend on the program. */
  private static String shape(String message) {
    return message
        .replaceAll("R\\d+", "RN")
        .replaceAll("0x[0-9a-f]+|-?\\d+", "N")
        .replaceAll("'[^']*'", "'...'")
        .replaceAll("#N\\b", "#N")
        .replaceAll("\\b(type|expected)=\\S+(, \\S+)*", "$1=...");
  }

  /** How many programs were rejected so far. */
  int refusals() {
    return refusals;
  }

  /** How many different messages occurred. */
  int messages() {
    return byMessage.size();
  }

  /** Names of the causes that were recognised. */
  List<String> causes() {
    return byMessage.values().stream()
        .flatMap(m -> m.keySet().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** Explanations that are wrong, one line each. */
  List<String> contradictions() {
    return contradictions;
  }

  /** Rejections of which nothing but the message is known. */
  List<String> unexplained() {
    return unexplained;
  }

  /**
   * Prints messages, causes and explanations.
   *
   * @param all every program; otherwise only the first for each cause
   */
  void print(PrintWriter out, boolean all) {
    byMessage.forEach(
        (message, causes) -> {
          int count = causes.values().stream().mapToInt(List::size).sum();
          out.printf("%s%n    %d refused, %d causes%n", message, count, causes.size());
          causes.forEach(
              (cause, told) -> {
                out.printf("    %s: %d%n", cause.isEmpty() ? "not recognised" : cause, told.size());
                for (Told one : all ? told : told.subList(0, 1)) {
                  out.printf("        %s: %s%n", one.program(), one.explanation().text());
                }
              });
        });
    unexplained.forEach(u -> out.println("not recognised: " + u));
    contradictions.forEach(c -> out.println("contradicted: " + c));
    out.printf(
        "%d refused, %d messages, %d causes, %d not recognised, %d contradicted by the state%n",
        refusals, messages(), causes().size(), unexplained.size(), contradictions.size());
  }
}
