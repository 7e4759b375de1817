package io.github.hidbpf4j;

import io.github.hidbpf4j.bpf.btf.BtfValue;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.hid.report.DecodedReport;
import io.github.hidbpf4j.hid.report.ReportDecoder;
import io.github.hidbpf4j.kernel.event.Delivery;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.finding.Finding;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result of a replay. Times count from the recording's first event.
 *
 * @param kernel the emulated kernel
 * @param attachments result of attaching each object
 * @param descriptor the device's own report descriptor
 * @param descriptorInUse the descriptor the host used at the start, after the programs' fixups
 * @param events the device's reports and the outcome of each, in order
 * @param injections reports that programs sent later, from timers and work items, in order
 * @param requests requests to the device and their origin, in order
 * @param printed lines of {@code bpf_printk}, in order
 * @param findings problems that Linux would run into, and hints for the author
 * @param maps contents of the objects' maps at the end, by object and map
 * @param variables the objects' global variables at the end, by object and variable
 */
public record RunResult(
    String kernel,
    List<ReplayStart.Attachment> attachments,
    byte[] descriptor,
    byte[] descriptorInUse,
    List<Event> events,
    List<HostReport> injections,
    List<RecordedRequest> requests,
    List<String> printed,
    List<Finding> findings,
    Map<String, Map<String, MapContents>> maps,
    Map<String, Map<String, BtfValue>> variables) {
  /** Copies. */
  public RunResult {
    attachments = List.copyOf(attachments);
    events = List.copyOf(events);
    injections = List.copyOf(injections);
    requests = List.copyOf(requests);
    printed = List.copyOf(printed);
    findings = List.copyOf(findings);
    maps = Collections.unmodifiableMap(new LinkedHashMap<>(maps));
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  /**
   * A report of the device and its immediate outcome.
   *
   * @param index its number, from 0
   * @param time when the device sent it
   * @param input its bytes
   * @param outputs what the host received, in order: the report itself and any reports that
   *     programs injected with it
   * @param dropped why the report itself was dropped; empty when it was delivered
   */
  public record Event(
      long index, Duration time, byte[] input, List<HostReport> outputs, String dropped) {
    /** Copies the list. */
    public Event {
      outputs = List.copyOf(outputs);
    }

    /** {@return whether the report itself was dropped} */
    public boolean isDropped() {
      return !dropped.isEmpty();
    }

    /** {@return whether the host received exactly what the device sent, with the same meaning} */
    public boolean isUnchanged() {
      return outputs.size() == 1 && outputs.getFirst().delivery() == Delivery.UNCHANGED;
    }
  }

  /**
   * A report that the host received.
   *
   * @param time when the host received it
   * @param bytes its bytes, its id first where it has one
   * @param delivery how it compares with what the device sent
   * @param reports the descriptor that the host uses; null when there is none
   */
  public record HostReport(
      Duration time, byte[] bytes, Delivery delivery, @Nullable ReportDescriptor reports) {
    /**
     * Decodes it by the descriptor that the host uses.
     *
     * @return its fields and their values
     * @throws IllegalStateException when the host has no descriptor
     */
    public DecodedReport decode() {
      ReportDescriptor by = reports;
      if (by == null) {
        throw new IllegalStateException("the host has no report descriptor");
      }
      return new ReportDecoder(by).decode(ReportType.INPUT, bytes);
    }

    @Override
    public String toString() {
      return delivery.mark() + " " + HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
  }

  /**
   * {@return whether all objects were attached; otherwise the result does not show the effect of
   * the fixes}
   */
  public boolean isAttached() {
    return attachments.stream().allMatch(a -> a.status() == ReplayStart.Attachment.Status.ATTACHED);
  }

  /**
   * {@return the udev properties that the objects' probes have set for the device, values by name;
   * where several set the same, the last one's}
   */
  public Map<String, String> properties() {
    Map<String, String> all = new LinkedHashMap<>();
    attachments.forEach(a -> all.putAll(a.properties()));
    return Collections.unmodifiableMap(all);
  }

  /** {@return all reports that the host received, by time} */
  public List<HostReport> hostReports() {
    return Stream.concat(events.stream().flatMap(e -> e.outputs().stream()), injections.stream())
        .sorted(Comparator.comparing(HostReport::time))
        .toList();
  }

  /** {@return the device's reports that were dropped, in order} */
  public List<Event> drops() {
    return events.stream().filter(Event::isDropped).toList();
  }

  /** {@return the device's reports that reached the host changed, in order} */
  public List<Event> changes() {
    return events.stream().filter(e -> !e.isDropped() && !e.isUnchanged()).toList();
  }
}
