package io.github.hidbpf4j.kernel.verdict;

import io.github.hidbpf4j.kernel.profile.ProfileRanges;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.profile.VerifierOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The verdicts of several kernels on the programs of one object. An object is loaded as a whole, as
 * in libbpf: a kernel that refuses one of its programs loads none.
 *
 * @param kernels verdicts of each kernel, in the requested order
 */
public record KernelMatrix(List<Kernel> kernels) {
  /**
   * One kernel's verdicts.
   *
   * @param profile its name
   * @param verdicts on the programs, in the object's order; the same programs for every kernel
   */
  public record Kernel(String profile, List<ProgramVerdict> verdicts) {
    /** Compact constructor: the list is copied. */
    public Kernel {
      verdicts = List.copyOf(verdicts);
    }

    /** {@return whether the object is loaded: it has programs, and all are accepted} */
    public boolean loads() {
      return !verdicts.isEmpty() && verdicts.stream().allMatch(ProgramVerdict::accepted);
    }
  }

  /**
   * Neighbouring kernels with the same verdicts.
   *
   * @param profiles their names
   * @param verdicts by program
   */
  public record Column(List<String> profiles, List<Verdict> verdicts) {
    /** {@return the names as a range, such as {@code 6.11 to 6.19}} */
    public String title() {
      return ProfileRanges.text(profiles);
    }
  }

  /**
   * A reason or finding that kernels give for programs.
   *
   * @param programs names of the programs
   * @param profiles names of the kernels
   * @param text why they are not accepted, or a finding
   */
  public record Reason(List<String> programs, List<String> profiles, String text) {}

  /** Compact constructor: the list is copied. */
  public KernelMatrix {
    kernels = List.copyOf(kernels);
  }

  /** {@return names of the programs, in the object's order} */
  public List<String> programs() {
    return kernels.isEmpty()
        ? List.of()
        : kernels.getFirst().verdicts().stream().map(ProgramVerdict::program).toList();
  }

  /** {@return names of the kernels that load the object} */
  public List<String> loading() {
    return kernels.stream().filter(Kernel::loads).map(Kernel::profile).toList();
  }

  /** {@return names of the kernels that do not load the object} */
  public List<String> refusing() {
    return kernels.stream().filter(k -> !k.loads()).map(Kernel::profile).toList();
  }

  /** {@return the oldest released kernel that loads the object} */
  public Optional<String> lowest() {
    return Profiles.releases().stream().filter(loading()::contains).findFirst();
  }

  /** {@return the kernels in columns: neighbours with the same verdicts share one} */
  public List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (Kernel kernel : kernels) {
      List<Verdict> verdicts = kernel.verdicts().stream().map(ProgramVerdict::verdict).toList();
      if (!columns.isEmpty()
          && columns.getLast().verdicts().equals(verdicts)
          && VerifierOption.choicesOf(columns.getLast().profiles().getLast())
              .equals(VerifierOption.choicesOf(kernel.profile()))) {
        columns.getLast().profiles().add(kernel.profile());
      } else {
        columns.add(new Column(new ArrayList<>(List.of(kernel.profile())), verdicts));
      }
    }
    return columns.stream()
        .map(c -> new Column(List.copyOf(c.profiles()), List.copyOf(c.verdicts())))
        .toList();
  }

  /**
   * {@return why programs are not accepted, and findings: each text once, the first kernel's text
   * if kernels differ only in names and BTF type numbers}
   */
  public List<Reason> reasons() {
    Map<String, Map<String, Set<String>>> byText = new LinkedHashMap<>();
    Map<String, String> known = new HashMap<>();
    for (int i = 0; i < programs().size(); i++) {
      for (Kernel kernel : kernels) {
        ProgramVerdict v = kernel.verdicts().get(i);
        if (!v.accepted()) {
          add(byText, known, v.reason(), v);
        }
        v.findings().forEach(f -> add(byText, known, "finding: " + f, v));
      }
    }
    List<Reason> reasons = new ArrayList<>();
    byText.forEach((text, byProgram) -> reasons.addAll(grouped(text, byProgram)));
    return reasons;
  }

  private static void add(
      Map<String, Map<String, Set<String>>> byText,
      Map<String, String> known,
      String text,
      ProgramVerdict v) {
    String shape =
        text.replace("kernel " + v.profile(), "kernel")
            .replace("profile " + v.profile(), "profile")
            .replaceAll("#\\d+|\\[\\d+\\]", "#");
    byText
        .computeIfAbsent(known.computeIfAbsent(shape, _ -> text), _ -> new LinkedHashMap<>())
        .computeIfAbsent(v.program(), _ -> new LinkedHashSet<>())
        .add(v.profile());
  }

  /** Groups the programs for which the same kernels give this text. */
  private static List<Reason> grouped(String text, Map<String, Set<String>> byProgram) {
    Map<Set<String>, List<String>> byProfiles = new LinkedHashMap<>();
    byProgram.forEach(
        (program, profiles) ->
            byProfiles.computeIfAbsent(profiles, _ -> new ArrayList<>()).add(program));
    return byProfiles.entrySet().stream()
        .map(e -> new Reason(List.copyOf(e.getValue()), List.copyOf(e.getKey()), text))
        .toList();
  }
}
