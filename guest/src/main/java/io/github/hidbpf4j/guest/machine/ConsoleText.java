package io.github.hidbpf4j.guest.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A kernel's console output, and what it says about its health. */
public final class ConsoleText {
  private static final Pattern TIME =
      Pattern.compile("^(\\[ *[0-9]+\\.[0-9]+](\\[ *[TC][0-9]+])? )+");
  private static final int LONGEST = 1 << 20;

  /** Signs of trouble, most telling first. */
  private enum Sign {
    JAVA(
        GuestDeath.JAVA,
        "(# A fatal error has been detected by the Java Runtime.*|Exception in thread \"main\" .*|Error occurred during initialization of VM.*)"),
    MEMORY(
        GuestDeath.OUT_OF_MEMORY,
        "(Out of memory: Killed process .*|.*System is deadlocked on memory.*)"),
    LOCKUP(
        GuestDeath.LOCKUP,
        "(watchdog: )?BUG: (soft|workqueue) lockup.*|(watchdog: )?Watchdog detected hard LOCKUP.*"),
    OOPS(
        GuestDeath.OOPS,
        "(BUG: (?!soft|workqueue|KASAN_).*|Oops: .*|general protection fault.*|kernel BUG at .*|stack segment: .*|divide error: .*|invalid opcode: .*)"),
    PANIC(GuestDeath.PANIC, "Kernel panic - not syncing: .*"),
    STALL(
        GuestDeath.LOCKUP,
        "(rcu: )?INFO: rcu_\\w+ (self-)?detected.*stall.*|INFO: task .* blocked for more than .*");

    final GuestDeath death;
    final Pattern pattern;

    Sign(GuestDeath death, String pattern) {
      this.death = death;
      this.pattern = Pattern.compile(pattern);
    }
  }

  private static final Pattern WARNING = Pattern.compile("WARNING: .* at .*");

  private final List<String> lines = new ArrayList<>();

  /** Creates it for a text, with any timestamps at the start of its lines. */
  public ConsoleText(String text) {
    String end = text.length() > LONGEST ? text.substring(text.length() - LONGEST) : text;
    for (String line : end.split("\r?\n", -1)) {
      Matcher time = TIME.matcher(line);
      String plain = time.find() ? line.substring(time.end()) : line;
      if (!plain.isBlank()) {
        lines.add(plain.stripTrailing());
      }
    }
  }

  /** Its lines without timestamps and without blank ones. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /**
   * The kernel's way of dying.
   *
   * @param death the kind
   * @param line the line of the console that says so
   */
  public record Diagnosis(GuestDeath death, String line) {}

  /** How it died: the first line with the most telling sign; null if there is none. */
  public @Nullable Diagnosis diagnosis() {
    for (Sign sign : Sign.values()) {
      for (String line : lines) {
        if (sign.pattern.matcher(line).matches()) {
          return new Diagnosis(sign.death, line);
        }
      }
    }
    return null;
  }

  /** The kernel's warnings, which it survives: the first line of each. */
  public List<String> warnings() {
    return lines.stream().filter(line -> WARNING.matcher(line).matches()).toList();
  }

  /** The last lines, for a message. */
  public List<String> tail(int count) {
    return List.copyOf(lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }
}
