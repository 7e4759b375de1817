package io.github.hidbpf4j.bpf.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.verifier.TestPrograms.Spec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks one rule of the verifier in the form: state before, instruction, state after or message.
 * States are as the log writes them. Instructions are apart by {@code /}; the last one is the one
 * that is looked at, those before it make the state before.
 */
final class RuleTable {
  private RuleTable() {}

  /** Maps that the programs refer to: an array of 16 bytes, one that is constant. */
  private static final List<MapSpec> MAPS =
      List.of(
          TestPrograms.map(MapType.ARRAY, false, new byte[16]),
          TestPrograms.map(MapType.ARRAY, true, new byte[] {7, 0, 0, 0, 0, 0, 0, -1}));

  /**
   * Checks a row.
   *
   * @param setup instructions that make the state before
   * @param before parts of it, {@code R1=... R2=...}; empty for anything
   * @param instruction what is looked at
   * @param after parts of the state after it, or the message
   */
  static void check(
      ProgramType type,
      boolean sleepable,
      String setup,
      String before,
      String instruction,
      String after) {
    Outcome outcome = outcome(type, sleepable, setup.equals("-") ? "" : setup, instruction);
    for (String part : parts(before)) {
      assertThat(outcome.before).as(outcome.log).contains(entry(part));
    }
    if (after.matches("(R\\d+|fp-\\d+)=.*")) {
      assertThat(outcome.reason).as(outcome.log).isEmpty();
      for (String part : parts(after)) {
        assertThat(outcome.after).as(outcome.log).contains(entry(part));
      }
    } else {
      assertThat(outcome.reason).as(outcome.log).isEqualTo(after);
    }
  }

  /**
   * What became of a row.
   *
   * @param before state before the instruction, by register or stack slot
   * @param after state after it
   * @param reason why it was refused; empty when it was not
   */
  record Outcome(
      Map<String, String> before, Map<String, String> after, String reason, String log) {}

  static Outcome outcome(ProgramType type, boolean sleepable, String setup, String instruction) {
    String first = setup.isBlank() ? "" : setup.replace(" / ", "\n") + "\n";
    // both ways out of a jump of one instruction end well
    String text = first + instruction + "\nr9 = 0\nr0 = 0\nexit";
    Spec spec = new Spec(text).maps(MAPS.toArray(MapSpec[]::new)).type(type, sleepable);
    int slot = setup.isBlank() ? 0 : new Spec(first + "exit").program().instructions().size() - 1;
    PathVerification.Result result =
        PathVerification.verify(
            spec.program(), TestPrograms.KERNEL, PathVerification.F_TEST_REG_INVARIANTS, 2);
    Map<String, String> before = new TreeMap<>();
    Map<String, String> after = new TreeMap<>();
    read(result.log(), slot, before, after);
    boolean refused = !result.accepted() && result.slot() == slot;
    return new Outcome(
        before,
        after,
        result.accepted() ? "" : refused ? result.reason() : "elsewhere: " + result.reason(),
        result.log());
  }

  /** Follows the first path of the log up to the slot and one instruction further. */
  private static void read(
      String log, int slot, Map<String, String> before, Map<String, String> after) {
    Map<String, String> state = new LinkedHashMap<>();
    boolean reached = false;
    for (String line : log.lines().toList()) {
      boolean instruction = line.matches("\\d+: \\([0-9a-f]{2}\\) .*");
      if (instruction && reached && !line.startsWith(slot + ": ")) {
        break;
      }
      if (line.startsWith("from ") || line.isBlank() && reached) {
        break;
      }
      if (instruction && line.startsWith(slot + ": ")) {
        before.putAll(state);
        reached = true;
      }
      int at = instruction ? line.indexOf(';') : line.indexOf(':');
      if (at >= 0 && (instruction || line.matches("\\d+: (R|frame).*"))) {
        parts(line.substring(at + 1))
            .forEach(p -> state.put(entry(p).getKey(), entry(p).getValue()));
      }
    }
    after.putAll(state);
  }

  /** Splits at blanks that are not in parentheses. */
  private static List<String> parts(String text) {
    java.util.ArrayList<String> parts = new java.util.ArrayList<>();
    int depth = 0;
    StringBuilder part = new StringBuilder();
    for (char c : (text.strip() + " ").toCharArray()) {
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c != ' ' || depth > 0) {
        part.append(c);
      } else if (!part.isEmpty()) {
        if (part.indexOf("=") > 0) {
          parts.add(part.toString());
        }
        part.setLength(0);
      }
    }
    return parts;
  }

  private static Map.Entry<String, String> entry(String part) {
    String name = part.substring(0, part.indexOf('='));
    String value = part.substring(part.indexOf('=') + 1);
    return Map.entry(name.replaceFirst("_[rwD]+$", ""), value.replaceFirst("^P(?=[-0-9sc])", ""));
  }
}
