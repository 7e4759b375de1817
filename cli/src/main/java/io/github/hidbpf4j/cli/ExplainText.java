package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.kernel.conduct.BytesUse;
import io.github.hidbpf4j.kernel.conduct.CallUse;
import io.github.hidbpf4j.kernel.conduct.ProgramConduct;
import io.github.hidbpf4j.kernel.conduct.ReportIds;
import io.github.hidbpf4j.kernel.conduct.ResultUse;
import io.github.hidbpf4j.kernel.conduct.VariableUse;
import io.github.hidbpf4j.kernel.metadata.DeviceMatch;
import io.github.hidbpf4j.kernel.metadata.UdevProperties;
import io.github.hidbpf4j.kernel.profile.ProfileRanges;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What an object does, in words. */
final class ExplainText {
  private static final String EVENT = "hid_device_event";
  private static final String FIXUP = "hid_rdesc_fixup";

  private final ObjectExplanation of;
  private final List<String> lines = new ArrayList<>();

  private ExplainText(ObjectExplanation of) {
    this.of = of;
  }

  static List<String> lines(ObjectExplanation of) {
    ExplainText text = new ExplainText(of);
    text.object();
    of.programs().forEach(text::program);
    for (ProgramVerdict v : of.refused()) {
      text.lines.add("");
      text.lines.add("%s: %s, so nothing is known of it".formatted(v.program(), v.reason()));
    }
    return text.lines;
  }

  private void line(String label, String text) {
    lines.add("  %-10s%s".formatted(label, text));
  }

  private void object() {
    lines.add(of.object().name());
    List<DeviceMatch> devices = DeviceMatch.of(of.object().btf().orElse(null));
    if (!devices.isEmpty()) {
      line("for", devices.stream().map(DeviceMatch::modalias).collect(Collectors.joining(", ")));
    }
    List<String> kernels = of.kernels();
    line("loads on", kernels.isEmpty() ? "no released kernel" : ProfileRanges.text(kernels));
    List<UdevProperties.Declared> properties = UdevProperties.of(of.object());
    if (!properties.isEmpty()) {
      line(
          "property",
          properties.stream()
              .map(p -> p.name() + (p.map() ? " (read and set)" : " (read)"))
              .collect(Collectors.joining(", ")));
    }
  }

  private void program(ProgramConduct p) {
    lines.add("");
    lines.add("%s, %s: %s".formatted(p.name(), p.where(), role(p)));
    p.reads().forEach(use -> bytes("reads", p, use));
    p.writes().forEach(use -> bytes("changes", p, use));
    if (p.hook().equals(EVENT) || p.hook().equals(FIXUP)) {
      p.results().forEach(result -> line("result", result(p, result)));
    }
    calls(p, CallUse.Role.INJECTS, "injects");
    calls(p, CallUse.Role.ASKS, "asks");
    calls(p, CallUse.Role.DEFERS, "starts");
    calls(p, CallUse.Role.OTHER, "calls");
    if (!p.variables().isEmpty()) {
      line(
          "state",
          p.variables().stream().map(ExplainText::variable).collect(Collectors.joining(", ")));
    }
    if (!p.complete()) {
      line("more", "there are too many paths to follow: this is incomplete");
    }
  }

  private static String role(ProgramConduct p) {
    if (!p.callbackOf().isEmpty()) {
      return "runs later, by a " + p.callbackOf();
    }
    return switch (p.hook()) {
      case EVENT -> "runs for every input report (hid_device_event)";
      case FIXUP -> "runs for the report descriptor (hid_rdesc_fixup)";
      case "hid_hw_request" -> "runs for the host's requests (hid_hw_request)";
      case "hid_hw_output_report" -> "runs for output reports (hid_hw_output_report)";
      case "" ->
          p.name().equals("probe") ? "says which devices it accepts" : "runs when a loader asks";
      default -> "runs at " + p.hook();
    };
  }

  private void bytes(String label, ProgramConduct p, BytesUse use) {
    boolean event = p.hook().equals(EVENT);
    List<String> fields = event ? of.fields(use.ids(), use.bytes()) : List.of();
    String where = event ? reports(use.ids()) : "";
    String bytes = use.bytes().bounds().isEmpty() ? "" : use.bytes().words();
    String computed =
        !use.computed()
            ? ""
            : bytes.isEmpty() ? "bytes at computed offsets" : ", and others at computed offsets";
    line(
        label,
        bytes + computed + where + (fields.isEmpty() ? "" : ": " + String.join(", ", fields)));
  }

  private String reports(ReportIds ids) {
    if (of.areAll(ids)) {
      return " of any report";
    }
    return of.isNumbered()
        ? (ids.size() == 1 ? " of report " : " of reports ") + ids
        : " where byte 0 is " + ids;
  }

  private String result(ProgramConduct p, ResultUse use) {
    boolean event = p.hook().equals(EVENT);
    String which = !event || of.areAll(use.ids()) ? "" : "," + reports(use.ids());
    if (use.isComputed()) {
      return "computed" + which;
    }
    if (use.result() < 0) {
      return Errno.describe(use.result())
          + (event ? ": the report is dropped" : ": the descriptor stays as it was")
          + which;
    }
    return (use.result() == 0 ? "0: the size stays" : use.result() + ": that many bytes") + which;
  }

  private void calls(ProgramConduct p, CallUse.Role role, String label) {
    Map<String, List<String>> places = new LinkedHashMap<>();
    for (CallUse call : p.calls()) {
      if (call.role() == role) {
        String what = call.function() + (call.map().isEmpty() ? "" : " of " + call.map());
        List<String> at = places.computeIfAbsent(what, _ -> new ArrayList<>());
        if (!at.contains(call.where())) {
          at.add(call.where());
        }
      }
    }
    if (role == CallUse.Role.OTHER && !places.isEmpty()) {
      line(label, String.join(", ", places.keySet()));
      return;
    }
    places.forEach((what, at) -> line(label, what + " at " + String.join(", ", at)));
  }

  private static String variable(VariableUse use) {
    return use.map()
        ? "map " + use.name()
        : use.name() + (use.read() ? use.written() ? " (read, set)" : " (read)" : " (set)");
  }
}
