package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.helper.HelperFunction;
import io.github.hidbpf4j.bpf.helper.RunContext;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.hid.ClassRequest;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.LoadedObject;
import io.github.hidbpf4j.kernel.event.DeviceEvent;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.event.InputOutcome;
import io.github.hidbpf4j.kernel.event.KernelEvent;
import io.github.hidbpf4j.kernel.event.OutcomeView;
import io.github.hidbpf4j.kernel.event.ProgramEvent;
import io.github.hidbpf4j.kernel.event.RequestEvent;
import io.github.hidbpf4j.kernel.event.SentView;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Observes the output of programs and passes it to a {@link SinkLog}. */
final class SinkWatch implements EventSink {
  private static final byte[] NOTHING = {};
  private static final int MAP_UPDATE = 2;
  private static final int MAP_PUSH = 87;
  private static final int RINGBUF_OUTPUT = 130;
  private static final int RINGBUF_SUBMIT = 132;
  private static final int RECORD_HEADER = 8;
  private static final int RECORD_LENGTH = 0x3fff_ffff;

  /** Number of map entries examined at the end. */
  private static final int MOST_ENTRIES = 1024;

  private final SinkLog log;

  /** The memory of programs; set before any of them is loaded. */
  private @Nullable ArenaMemory memory;

  SinkWatch(SinkLog log) {
    this.log = log;
  }

  /**
   * Watches the helpers of a kernel, of which it must be a sink; call before anything is loaded.
   */
  void watch(Kernel kernel) {
    memory = kernel.memory();
    kernel.aroundHelpers(this::watched);
  }

  // ---- helpers

  /** Observes a call before it is made. */
  @FunctionalInterface
  private interface Call {
    void made(RunContext run, long r1, long r2, long r3);
  }

  private final Map<Integer, Call> calls =
      Map.of(
          MAP_UPDATE, this::update,
          MAP_PUSH, (run, map, value, _) -> value(run, map, value),
          RINGBUF_OUTPUT, (run, map, data, size) -> record(run, map, data, size),
          RINGBUF_SUBMIT, (run, record, _, _) -> submit(run, record));

  /** Wraps the function of a helper that outputs data; returns others unchanged. */
  private HelperFunction watched(int number, HelperFunction function) {
    Call call = calls.get(number);
    return call == null
        ? function
        : (run, r1, r2, r3, r4, r5) -> {
          if (!log.isOver()) {
            call.made(run, r1, r2, r3);
          }
          return function.call(run, r1, r2, r3, r4, r5);
        };
  }

  private void sink(RunContext run, String what, String where, long address, int size) {
    ArenaMemory memory = run.memory();
    log.sink(
        run.program().source().name(),
        what,
        where,
        memory.getBytes(address, size),
        0,
        memory,
        address);
  }

  private void update(RunContext run, long map, long key, long value) {
    BpfMap m = run.map(map);
    if (m == null) {
      return;
    }
    MapSpec spec = m.spec();
    sink(
        run,
        "the key that it puts into map '%s'".formatted(spec.name()),
        "keys of map " + spec.name(),
        key,
        spec.keySize());
    sink(
        run,
        "the value that it puts into map '%s', key %s"
            .formatted(spec.name(), hex(run.memory().getBytes(key, spec.keySize()))),
        "map " + spec.name(),
        value,
        spec.valueSize());
  }

  private void value(RunContext run, long map, long value) {
    BpfMap m = run.map(map);
    if (m != null) {
      String name = m.spec().name();
      sink(
          run,
          "the value that it pushes into map '%s'".formatted(name),
          "map " + name,
          value,
          m.spec().valueSize());
    }
  }

  private void record(RunContext run, long map, long data, long size) {
    BpfMap m = run.map(map);
    if (m != null && size >= 0 && size <= RECORD_LENGTH) {
      String name = m.spec().name();
      sink(
          run,
          "the record that it sends through ring buffer '%s'".formatted(name),
          "ring buffer " + name,
          data,
          (int) size);
    }
  }

  private void submit(RunContext run, long record) {
    int size = run.memory().getInt(record - RECORD_HEADER) & RECORD_LENGTH;
    sink(run, "the record that it submits to a ring buffer", "ring buffer", record, size);
  }

  // ---- events

  @Override
  public boolean wantsHookRuns() {
    return false;
  }

  @Override
  @SuppressWarnings("IfChainToSwitch") // a switch over types costs some milliseconds at start-up
  public void event(KernelEvent event) {
    if (log.isOver()) {
      return;
    }
    if (event instanceof ProgramEvent.KfuncCall call) {
      called(call);
    } else if (event instanceof OutcomeView outcome) {
      outcome(outcome);
    } else if (event instanceof RequestEvent.Dispatched request) {
      dispatched(request);
    } else if (event instanceof RequestEvent.Asked asked) {
      leaves("a call of the device", "the call of the device", NOTHING, asked.call().ordinal());
    } else if (event instanceof DeviceEvent.DescriptorFixed fixed) {
      leaves("the report descriptor", "the report descriptor", fixed.after(), fixed.ret());
    }
  }

  @Override
  public boolean wantsReports() {
    return !log.isOver();
  }

  @Override
  public void sent(SentView report) {}

  @Override
  public void outcome(OutcomeView report) {
    if (log.isOver() || !report.dispatched()) {
      return;
    }
    int ret = report.hooksResult();
    boolean injected = report.sender() == InputOutcome.Sender.PROGRAM;
    leaves(
        "the report to the host",
        "the report to the host",
        ret < 0 || injected ? NOTHING : Arrays.copyOf(report.output(), report.outputLength()),
        ret);
  }

  private void leaves(String what, String where, byte[] bytes, int result) {
    log.sink("", what, where, bytes, result, null, 0);
  }

  private void called(ProgramEvent.KfuncCall call) {
    boolean asks = call.kfunc().equals(HidFunctions.HW_REQUEST.name());
    boolean gets = asks && call.request() != ClassRequest.SET_REPORT.number();
    if (gets || call.data().length == 0 || call.size() != call.data().length) {
      return;
    }
    String what =
        asks
            ? "the report that it sets by hid_bpf_hw_request"
            : call.kfunc().equals(HidFunctions.HW_OUTPUT_REPORT.name())
                ? "the output report that it sends"
                : "the report that it injects by " + call.kfunc();
    log.sink(call.program(), what, call.kfunc(), call.data(), 0, memory, call.address());
  }

  private void dispatched(RequestEvent.Dispatched request) {
    // Requests of programs were checked when they made them.
    boolean own = request.origin() == RecordedRequest.Origin.BPF;
    int ret = request.ret();
    byte[] bytes = request.data();
    if (request.asked() == null) {
      leaves(
          "the output report to the device",
          "the output report",
          ret == 0 && !own ? bytes : NOTHING,
          ret);
      return;
    }
    boolean answered = !own && ret > 0 && request.asked() == ClassRequest.GET_REPORT;
    boolean goesOn = !own && ret == 0 && request.asked() == ClassRequest.SET_REPORT;
    int length = answered ? Math.min(ret, bytes.length) : goesOn ? bytes.length : 0;
    leaves(
        answered ? "the answer to a request" : "the request to the device",
        "the request",
        Arrays.copyOf(bytes, length),
        ret);
  }

  // ---- maps

  /**
   * Logs the final contents of an object's maps, which include what programs wrote through
   * pointers.
   */
  void contents(LoadedObject object) {
    for (DataVariable variable : object.variables()) {
      BpfMap map = object.maps().get(variable.map());
      byte[] value = map == null || map.isFrozen() ? null : object.readVariable(variable.name());
      if (value != null) {
        String name = "variable '%s'".formatted(variable.name());
        atEnd(name, name, value);
      }
    }
    for (BpfMap map : object.maps().values()) {
      if (!map.isFrozen() && map.directValueAddress() == 0 && hasValues(map.spec().type())) {
        contents(map);
      }
    }
  }

  private static boolean hasValues(MapType type) {
    return switch (type) {
      case ARRAY, HASH, LRU_HASH, PERCPU_ARRAY, PERCPU_HASH, LRU_PERCPU_HASH -> true;
      default -> false;
    };
  }

  private void contents(BpfMap map) {
    String name = map.spec().name();
    byte[] key = map.userNextKey(null);
    for (int i = 0; i < MOST_ENTRIES && key != null; i++) {
      byte[] value = map.userLookup(key);
      if (value != null) {
        atEnd("map '%s', key %s".formatted(name, hex(key)), "map " + name, value);
      }
      key = map.userNextKey(key);
    }
  }

  private void atEnd(String what, String where, byte[] value) {
    log.sink("", what + ", at the end of the run", where, value, 0, null, 0);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, 16));
  }
}
