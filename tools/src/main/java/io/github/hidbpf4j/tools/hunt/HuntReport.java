package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.tools.fuzz.RealKernelPrograms;
import io.github.hidbpf4j.tools.hunt.GuestKernel.Reply;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The results of a hunt so far, in a folder, so that it can be resumed: {@code progress} counts,
 * {@code findings} has the first programs of each kind of difference, shrunk as far as possible.
 */
final class HuntReport {
  private static final int GRAVE_EXAMPLES = 3;
  private static final int EXAMPLES = 1;
  private static final String NEXT = "next-batch";
  private static final String PROGRESS = "progress";
  private static final String ACCEPTED = "accepted-by-both";
  private static final String REFUSED = "refused-by-both";

  private final Path folder;
  private final Properties identity;
  private final EnumMap<Agreement, Long> counts = new EnumMap<>(Agreement.class);
  private final FindingKinds kinds = new FindingKinds();
  private final Map<String, Integer> examples = new HashMap<>();
  private long next;
  private long accepted;
  private long refused;

  /**
   * Opens a folder, or creates one.
   *
   * @param identity the parameters of the hunt: it is resumed only if they are the same
   */
  HuntReport(Path folder, Map<String, String> identity) throws IOException {
    this.folder = folder;
    this.identity = new Properties();
    this.identity.putAll(identity);
    Files.createDirectories(folder.resolve("findings"));
    Path progress = folder.resolve(PROGRESS);
    if (Files.exists(progress)) {
      load(progress, identity);
    }
  }

  private void load(Path file, Map<String, String> wanted) throws IOException {
    Properties found = FindingKinds.load(file);
    wanted.forEach(
        (key, value) -> {
          if (!value.equals(found.getProperty(key))) {
            throw new HidException(
                "%s: another hunt: %s is %s, expected %s; use another folder"
                    .formatted(file, key, found.getProperty(key), value));
          }
        });
    next = Long.parseLong(found.getProperty(NEXT));
    accepted = Long.parseLong(found.getProperty(ACCEPTED));
    refused = Long.parseLong(found.getProperty(REFUSED));
    for (Agreement agreement : Agreement.values()) {
      counts.put(agreement, Long.parseLong(found.getProperty(agreement.name(), "0")));
    }
    kinds.read(found);
    kinds.names().forEach(name -> examples.put(name, GRAVE_EXAMPLES));
  }

  /** Number of the next batch. */
  long next() {
    return next;
  }

  /** How many programs both verifiers answered. */
  long compared() {
    return counts.entrySet().stream()
        .filter(e -> e.getKey() != Agreement.LEFT_OUT)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** How many outcomes had this agreement. */
  long count(Agreement agreement) {
    return counts.getOrDefault(agreement, 0L);
  }

  /** How many programs had differing verdicts, or failed verification. */
  long grave() {
    return counts.entrySet().stream()
        .filter(e -> e.getKey().isGrave())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Counts an outcome; returns whether an example of its kind is wanted. */
  boolean count(Hunt.Outcome outcome) {
    counts.merge(outcome.agreement(), 1L, Long::sum);
    if (outcome.theirs() instanceof Reply.Verdict(Answer answer)
        && outcome.ours().answer().isAccepted() == answer.isAccepted()) {
      accepted += answer.isAccepted() ? 1 : 0;
      refused += answer.isAccepted() ? 0 : 1;
    }
    if (outcome.agreement() == Agreement.SAME || outcome.agreement() == Agreement.LEFT_OUT) {
      return false;
    }
    String kind = kind(outcome);
    int _ = kinds.count(kind);
    return examples.merge(kind, 1, Integer::sum)
        <= (outcome.agreement().isGrave() ? GRAVE_EXAMPLES : EXAMPLES);
  }

  /** A key of both verdicts, without numbers. */
  private static String kind(Hunt.Outcome outcome) {
    Answer ours = outcome.ours().answer();
    String kernel =
        switch (outcome.theirs()) {
          case Reply.Verdict(Answer a) -> a.line();
          case Reply.Killed(String how) -> how;
          case Reply.NotAsked(String why) -> why;
        };
    String text =
        switch (outcome.agreement()) {
          case COUNT -> "";
          case CRASH -> String.valueOf(outcome.ours().crash());
          case FALSE_REFUSAL -> ours.line();
          case LINE, ERROR -> kernel + " | " + ours.line();
          default -> kernel;
        };
    return outcome.agreement() + " " + FindingKinds.name(text);
  }

  /** Keeps an example. */
  void example(Hunt.Outcome found, Hunt.Outcome simplest) throws IOException {
    int number = 1;
    Path file = file(number);
    while (Files.exists(file)) {
      number++;
      file = file(number);
    }
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write(text(found, simplest));
    }
  }

  private Path file(int number) {
    return folder.resolve("findings").resolve("%04d.txt".formatted(number));
  }

  private static String text(Hunt.Outcome found, Hunt.Outcome simplest) {
    HuntCase hunted = simplest.hunted();
    return "%s\n%s, program type %s, sleepable %s, flags %d\nhidbpf4j: %s%s\nkernel:   %s\n\n%s"
        .formatted(
            kind(found),
            hunted.name(),
            hunted.program().type(),
            hunted.program().sleepable(),
            hunted.flags(),
            simplest.ours().answer().text(),
            simplest.ours().crash() == null ? "" : " " + simplest.ours().crash(),
            simplest.theirs(),
            RealKernelPrograms.text(hunted.program()));
  }

  /** Saves the progress. */
  void save(long nextBatch) throws IOException {
    next = nextBatch;
    Properties all = new Properties();
    all.putAll(identity);
    all.setProperty(NEXT, String.valueOf(next));
    all.setProperty(ACCEPTED, String.valueOf(accepted));
    all.setProperty(REFUSED, String.valueOf(refused));
    counts.forEach((agreement, n) -> all.setProperty(agreement.name(), String.valueOf(n)));
    kinds.write(all);
    FindingKinds.save(folder.resolve(PROGRESS), all);
  }

  /** The counts as text of several lines. */
  String summary() {
    StringBuilder out = new StringBuilder();
    out.append(
        "%d programs compared: %d accepted by both, %d refused by both%n"
            .formatted(compared(), accepted, refused));
    counts.forEach((agreement, n) -> out.append("%8d %s%n".formatted(n, agreement)));
    out.append("differences:\n");
    out.append(kinds.lines());
    return out.toString();
  }
}
