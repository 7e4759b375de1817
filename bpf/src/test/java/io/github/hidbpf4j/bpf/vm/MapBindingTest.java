package io.github.hidbpf4j.bpf.vm;

import static io.github.hidbpf4j.bpf.vm.Programs.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.MapEnvironment;
import io.github.hidbpf4j.bpf.map.MapFactory;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.verifier.UnverifiedPrograms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program runs with the maps that the verifier saw, or not at all. */
class MapBindingTest {
  private final ArenaMemory memory = memory();
  private final Machine machine = Machine.builder(memory, new CountingScheduler()).build();

  private static MapSpec spec(
      MapType type,
      int value,
      int entries,
      int flags,
      byte @Nullable [] data,
      boolean frozen,
      @Nullable MapSpec inner) {
    return new MapSpec(
        "m", type, 4, value, entries, flags, null, 0, 0, 0, 0, false, inner, data, frozen,
        List.of(), null, "");
  }

  private static MapSpec spec(String what) {
    return switch (what) {
      case "array" -> spec(MapType.ARRAY, 8, 2, 0, null, false, null);
      case "hash" -> spec(MapType.HASH, 8, 2, 0, null, false, null);
      case "small" -> spec(MapType.ARRAY, 4, 2, 0, null, false, null);
      case "short" -> spec(MapType.ARRAY, 8, 1, 0, null, false, null);
      case "read-only" -> spec(MapType.ARRAY, 8, 2, MapSpec.F_RDONLY_PROG, null, false, null);
      case "constant" -> constant(7, true);
      case "other constant" -> constant(8, true);
      case "variable" -> constant(7, false);
      case "maps" -> spec(MapType.ARRAY_OF_MAPS, 4, 1, 0, null, false, spec("array"));
      case "other maps" -> spec(MapType.ARRAY_OF_MAPS, 4, 1, 0, null, false, spec("small"));
      default -> throw new IllegalArgumentException(what);
    };
  }

  private static MapSpec constant(int value, boolean frozen) {
    byte[] data = new byte[8];
    data[0] = (byte) value;
    return spec(MapType.ARRAY, 8, 1, MapSpec.F_RDONLY_PROG, data, frozen, null);
  }

  private static BpfMap map(MapSpec spec, ArenaMemory memory) {
    return MapFactory.create(spec, MapEnvironment.of(memory));
  }

  private static VerifiedProgram using(MapSpec... maps) {
    return UnverifiedPrograms.of(
        new LinkedProgram(
            "test.bpf.o",
            "test",
            "syscall",
            ProgramType.SYSCALL,
            false,
            new AttachTarget.None(),
            "GPL",
            slots(mov(0, 0), exit()),
            List.of(new Subprogram("test", 0, 2, 0, true)),
            List.of(),
            List.of(maps),
            null,
            null));
  }

  @ParameterizedTest
  @CsvSource({
    "array, array, ''",
    "array, hash, 'type HASH, verified ARRAY'",
    "array, small, 'value_size 4, verified 8'",
    "array, short, 'max_entries 1, verified 2'",
    "array, read-only, 'map_flags 0x80, verified 0x0'",
    "constant, constant, ''",
    "constant, other constant, other contents",
    "constant, variable, it can be written",
    "maps, maps, ''",
    "maps, other maps, 'value_size 4, verified 8'"
  })
  void mapsAreThoseThatWereVerified(String verified, String given, String message) {
    VerifiedProgram program = using(spec(verified));
    List<BpfMap> maps = List.of(map(spec(given), memory));
    if (message.isEmpty()) {
      assertThat(machine.load(program, maps).run(0)).isZero();
      return;
    }
    assertThatThrownBy(() -> machine.load(program, maps))
        .isInstanceOf(BpfException.class)
        .hasMessage(
            "test.bpf.o: program 'test': cannot be loaded: map 'm' is not the one that was"
                + " verified: "
                + message);
  }

  @Test
  void noMapIsMissingOrOfAnotherMachine() {
    VerifiedProgram program = using(spec("array"));
    assertThatThrownBy(() -> machine.load(program, List.of()))
        .hasMessageEndingWith("0 maps, it uses 1");
    assertThatThrownBy(() -> machine.load(program, List.of(map(spec("array"), memory()))))
        .hasMessageEndingWith("map 'm' is of another machine");
  }

  /** Templates are not constant, whatever they say: maps with other contents pass for them. */
  @Test
  void templatesHaveNoContents() {
    MapSpec outer = spec(MapType.ARRAY_OF_MAPS, 4, 1, 0, null, false, constant(7, true));
    MapSpec inner = Objects.requireNonNull(outer.inner());
    assertThat(inner.frozen()).isFalse();
    assertThat(inner.initialData()).isNull();
  }

  @Test
  void whatWasVerifiedDoesNotChange() {
    byte[] data = {7, 0, 0, 0, 0, 0, 0, 0};
    MapSpec spec = spec(MapType.ARRAY, 8, 1, 0, data, true, null);
    data[0] = 8;
    Arrays.fill(spec.initialData(), (byte) 9);
    assertThat(spec.initialByte(0)).isEqualTo(7);
    List<MapSpec> maps = new ArrayList<>(List.of(spec));
    VerifiedProgram program = using(maps.toArray(MapSpec[]::new));
    maps.clear();
    assertThat(program.source().maps()).containsExactly(spec);
    assertThatThrownBy(() -> program.source().instructions().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  /** Nobody starts in the middle of a function. */
  @Test
  void runsStartWhereFunctionsDo() {
    Executable e =
        machine.load(functions(slots(mov(0, 1), exit(), mov(0, 2), exit()), 0, 2), List.of());
    assertThat(machine.runCallback(e.functionAddress(2), 0, 0, 0, 0, 0)).isEqualTo(2);
    assertThat(machine.isFunction(e.functionAddress(1))).isFalse();
    assertThatThrownBy(() -> machine.runCallback(e.functionAddress(1), 0, 0, 0, 0, 0))
        .hasMessageContaining("not a function of a loaded program");
  }
}
