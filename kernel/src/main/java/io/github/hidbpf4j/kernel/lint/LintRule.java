package io.github.hidbpf4j.kernel.lint;

import static io.github.hidbpf4j.kernel.lint.LintLevel.ERROR;
import static io.github.hidbpf4j.kernel.lint.LintLevel.HINT;
import static io.github.hidbpf4j.kernel.lint.LintLevel.WARNING;

import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The rules of lint. Static findings ({@link FindingKind}) have no rules of their own here: {@link
 * #FINDING} represents them, with their own ids.
 */
public enum LintRule {
  /** The kernel refuses a program. */
  REFUSED(
      ERROR,
      false,
      "the kernel refuses a program",
      "Nothing is known of a program that the verifier rejects, and an object with one does not "
          + "load.",
      "hidbpf verify OBJECT says why, and what to do"),
  /** See {@link FindingKind#WRONG_SLOT}. */
  WRONG_SLOT(
      ERROR,
      false,
      "a function is in a slot that it was not written for",
      "The slot of the struct_ops map decides which hook runs a function, not its section: a "
          + "function for another hook gets other arguments there.",
      "put it into the slot that its section names, or name the section after its slot"),
  /** No path of the probe leaves 0 in {@code retval}. */
  PROBE_NEVER_ACCEPTS(
      ERROR,
      false,
      "probe never leaves 0 in retval",
      "Loaders put -1 into retval before they run probe, and attach the object if it is 0 "
          + "afterwards.",
      "set retval to 0 for a device that the object is for"),
  /** {@code hid_bpf_get_data} requests more than can ever exist. */
  BUFFER_TOO_SHORT(
      ERROR,
      false,
      "hid_bpf_get_data asks for more bytes than there are",
      "It returns NULL when offset plus size exceed the buffer: 4096 bytes of a descriptor; of "
          + "an event the device's longest report, rounded up to 64. The program then never sees "
          + "its data.",
      "ask for as many bytes as the longest report that the program reads has"),
  /** A property is declared but unused. */
  UNUSED_PROPERTY(
      WARNING,
      false,
      "no program uses a udev property that the object declares",
      "A variable or map UDEV_PROP_NAME lets programs read a udev property of the device, or set "
          + "it.",
      "read or set it in probe, or remove it"),
  /** A descriptor is changed in place without checking its contents. */
  UNCHECKED_PATCH(
      WARNING,
      false,
      "a descriptor is patched in place without checking what is there",
      "Bytes at fixed offsets are right for one descriptor. Firmware, a second interface of the "
          + "same device, or another program before this one can produce another descriptor: the "
          + "patch then damages it.",
      "compare the size and the old bytes before changing them, in hid_rdesc_fixup or in probe"),
  /** Same, where only a sufficient length is checked. */
  WEAK_PATCH_CHECK(
      WARNING,
      false,
      "a descriptor is patched in place after checking only a bound of its size",
      "That a descriptor is long enough does not mean that it is the one that the patch is for: "
          + "another interface, or later firmware, may have a longer one with something else at "
          + "that place.",
      "compare the old bytes before they are changed, or the size with ==, in hid_rdesc_fixup or in probe"),
  /** Same, with a hard-coded size. */
  HARD_CODED_SIZE(
      WARNING,
      false,
      "a descriptor gets a fixed size without checking the size that it has",
      "A descriptor fixup that returns a number without having written that many bytes truncates "
          + "a longer descriptor, and pads a shorter one with zeros.",
      "return 0 to keep the size, or compare hctx->size before"),
  /** A comparison of bytes that no report has. */
  COMPARES_BEYOND_REPORT(
      WARNING,
      true,
      "a comparison reads bytes that the report does not have",
      "Bytes of the buffer after the device's report are 0 in every event. The device's "
          + "descriptor says how long the reports are that reach this place.",
      "check the offset, and which report id the comparison is for"),
  /** Bytes are changed or reports dropped regardless of the report id. */
  REPORT_ID_IGNORED(
      WARNING,
      true,
      "reports are changed or dropped without checking their id",
      "Byte 0 of the reports of a device with report ids is the id, and what is in the others depends on it.",
      "return 0 early where data[0] is another id"),
  /** Reports are changed without any check. */
  UNCHECKED_REPORT(
      WARNING,
      false,
      "reports are changed without checking that they are the intended ones",
      "A hook runs for every report, of any size, of every interface that the object matches. "
          + "Unless it checks the size, a byte or, in probe, the descriptor, it changes all of "
          + "them; bytes beyond the end of a short report are lost.",
      "compare hctx->size, and data[0] where there are report ids, before changing data; or the "
          + "descriptor in probe"),
  /** Bytes are written beyond the report's end. */
  WRITE_BEYOND_REPORT(
      WARNING,
      false,
      "bytes are written that the report does not have",
      "Bytes written beyond the size that a hook returns are lost; where it returns 0, those "
          + "beyond the size that the device sent (known with --device).",
      "return the new size, or check the offset"),
  /** A callback always restarts itself and is never cancelled. */
  TIMER_NEVER_STOPS(
      WARNING,
      false,
      "a timer or work queue starts itself again on every path, and nothing cancels it",
      "Once started it runs until the object is unloaded, also while the device is idle.",
      "start it again only while there is something to do, or cancel it from an event"),
  /** A flag is set once and never cleared. */
  LATCH_NEVER_RESET(
      HINT,
      false,
      "a flag is only ever set, and decides what an event hook does",
      "Variables keep their values while the object is loaded: when the device resets or "
          + "reconnects, what the flag stands for is not repeated.",
      "clear it in hid_rdesc_fixup, which runs at every reconnect"),
  /** Two programs of an object change the same bytes. */
  ORDER_NOT_SAID(
      WARNING,
      false,
      "two programs of the object change the same bytes, and no flag says which comes first",
      "struct_ops maps are attached in whatever order the loader chooses; BPF_F_BEFORE in .flags "
          + "puts one before all others.",
      "set .flags = BPF_F_BEFORE in the one that is to run first, or make one program of both"),
  /** Any other static finding. */
  FINDING(
      WARNING,
      false,
      "a finding of hidbpf verify, under its own id",
      "Behaviour that kernels accept or break on: re-injection loops, results below -4095, lost reports, and others.",
      "see the message");

  private final LintLevel level;
  private final boolean needsDevice;
  private final String title;
  private final String explanation;
  private final String advice;

  LintRule(LintLevel level, boolean needsDevice, String title, String explanation, String advice) {
    this.level = level;
    this.needsDevice = needsDevice;
    this.title = title;
    this.explanation = explanation;
    this.advice = advice;
  }

  /** Its id in output and options: {@code unchecked-patch}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Its severity. */
  public LintLevel level() {
    return level;
  }

  /** Whether the rule needs the device's descriptor. */
  public boolean needsDevice() {
    return needsDevice;
  }

  /** What is wrong, in one line. */
  public String title() {
    return title;
  }

  /** Why that is wrong. */
  public String explanation() {
    return explanation;
  }

  /** What to do. */
  public String advice() {
    return advice;
  }

  /** The rule with this id. */
  public static Optional<LintRule> find(String id) {
    return Arrays.stream(values()).filter(r -> r.id().equals(id)).findFirst();
  }
}
