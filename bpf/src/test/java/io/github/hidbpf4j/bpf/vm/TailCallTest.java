package io.github.hidbpf4j.bpf.vm;

import static io.github.hidbpf4j.bpf.vm.Programs.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.MapEnvironment;
import io.github.hidbpf4j.bpf.map.MapFactory;
import io.github.hidbpf4j.bpf.map.ProgArrayMap;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tail calls, and 64-bit loads that refer to maps. */
class TailCallTest {
  private static final int TAIL_CALL = 12;

  /** A map that is only an address; entries are held by the test. */
  private static final class FakeMap extends BpfMap {
    private final long values;

    FakeMap(ArenaMemory memory, MapType type, long values) {
      super(
          new MapSpec(
              "fake", type, 4, 4, 4, 0, null, 0, 0, 0, 0, false, null, null, false, List.of(), null,
              ".maps"),
          memory,
          memory.allocate(64, "struct bpf_map"));
      this.values = values;
    }

    @Override
    public long directValueAddress() {
      return values;
    }

    @Override
    public void free() {
      memory().free(address());
    }
  }

  private final ArenaMemory memory = memory();
  private final BpfMap array = new FakeMap(memory, MapType.PROG_ARRAY, 0);
  private final @Nullable Executable[] entries = new @Nullable Executable[4];
  private final Machine machine =
      Machine.builder(memory, new CountingScheduler())
          .engine(engine())
          .maps(address -> address == array.address() ? array : null)
          .tailCalls((map, index) -> map.equals(array) ? entries[index] : null)
          .helper(100, (run, f, b, c, d, e) -> run.invoke(f, b, 0, 0, 0, 0))
          .build();

  Engine engine() {
    return Engine.INTERPRETER;
  }

  private Executable install(Object... slots) {
    return machine.load(program(slots), List.of(array));
  }

  /** {@code bpf_tail_call(r1, array, index)}: 4 slots. */
  private static List<Instruction> tailCall(int index) {
    return slots(load(2, 1, 0, 0), mov(3, index), helper(TAIL_CALL));
  }

  @Test
  void goesOnInTheOtherProgramWithR1() {
    entries[2] = install(movx(0, 1), add(0, 1), exit());
    Executable caller = install(tailCall(2), mov(0, 7), exit());
    assertThat(caller.run(41)).isEqualTo(42);
  }

  @Test
  void programArrayMapsHoldPrograms() {
    MapEnvironment environment = MapEnvironment.of(memory);
    BpfMap map =
        MapFactory.create(
            new MapSpec(
                "jumps",
                MapType.PROG_ARRAY,
                4,
                4,
                2,
                0,
                null,
                0,
                0,
                0,
                0,
                false,
                null,
                null,
                false,
                List.of(),
                null,
                ".maps"),
            environment);
    Machine real =
        Machine.builder(memory, new CountingScheduler()).maps(environment.registry()::map).build();
    Executable target = real.load(program(mov(0, 31), exit()), List.of());
    assertThat(((ProgArrayMap) map).put(1, target)).isZero();
    target.close();
    Executable caller = real.load(program(tailCall(1), mov(0, 7), exit()), List.of(map));
    assertThat(map.references()).isEqualTo(2);
    assertThat(caller.run(0)).isEqualTo(31);
    assertThat(real.isFunction(target.functionAddress(0))).isTrue();
    long key = memory.allocate(4, "key");
    memory.putInt(key, 1);
    assertThat(map.delete(key)).isZero();
    assertThat(real.isFunction(target.functionAddress(0))).isFalse();
    assertThat(caller.run(0)).isEqualTo(7);
    caller.close();
    assertThat(map.references()).isOne();
  }

  @Test
  void fallsThroughWhereThereIsNoProgram() {
    for (int index : new int[] {0, 4, -1}) {
      assertThat(install(tailCall(index), mov(0, 7), exit()).run(41)).isEqualTo(7);
    }
  }

  @Test
  void thirtyThreeAreTheMost() {
    long counter = memory.allocate(8, "counter");
    entries[0] = install(mov(4, 1), insn(ATOMIC_DW, 1, 4, 0, 0), tailCall(0), mov(0, 5), exit());
    for (int run = 1; run <= 2; run++) {
      assertThat(install(tailCall(0), mov(0, 6), exit()).run(counter)).isEqualTo(5);
      assertThat(memory.getLong(counter)).isEqualTo(33L * run);
    }
  }

  @Test
  void ofASubprogramReturnsToItsCaller() {
    entries[1] = install(mov(6, 99), mov(0, 30), exit());
    Executable caller =
        machine.load(
            functions(
                slots(
                    mov(6, 5),
                    call(2), // f1 in slot 4
                    addx(0, 6),
                    exit(),
                    tailCall(1),
                    mov(0, 7),
                    exit()),
                0,
                4),
            List.of(array));
    assertThat(caller.run(0)).isEqualTo(35);
  }

  @Test
  void faultNamesTheProgramThatRan() {
    entries[0] =
        machine.load(
            program(
                "other",
                slots(mov(0, 1), insn(ATOMIC_DW, 0, 0, 0, 0), exit()), // unaligned
                List.of(),
                null,
                new BitSet()),
            List.of());
    assertThatThrownBy(() -> install(tailCall(0), mov(0, 0), exit()).run(0))
        .isInstanceOf(ExecutionException.class)
        .hasMessageStartingWith("test.bpf.o: program 'other', test.bpf.c:7, slot 1");
  }

  @Test
  void targetOnAnotherMachineOrNoMapIsAnError() {
    entries[0] = machine().build().load(program(mov(0, 0), exit()), List.of());
    assertThatThrownBy(() -> install(tailCall(0), mov(0, 0), exit()).run(0))
        .hasMessageContaining("of another machine");
    assertThatThrownBy(() -> install(movx(2, 1), mov(3, 0), helper(TAIL_CALL), exit()).run(5))
        .hasMessageContaining("bpf_tail_call with 0x5, which is not a map");
  }

  @Test
  void mapLoadsGiveAddresses() {
    long values = memory.allocate(16, "values");
    memory.putInt(values + 12, 77);
    BpfMap data = new FakeMap(memory, MapType.ARRAY, values);
    ProgramOf p = (kind, imm, second) -> program(load(0, kind, imm, second), exit());
    assertThat(machine.load(p.of(1, 1, 0), List.of(array, data)).run(0)).isEqualTo(data.address());
    assertThat(machine.load(p.of(2, 1, 12), List.of(array, data)).run(0)).isEqualTo(values + 12);
    assertThat(machine.load(p.of(0, -2, 5), List.of()).run(0)).isEqualTo(0x5_ffff_fffeL);
    assertThatThrownBy(() -> machine.load(p.of(2, 0, 0), List.of(array, data)))
        .isInstanceOf(BpfException.class)
        .hasMessageContaining("map 'fake' of type PROG_ARRAY has no directly addressed value");
    assertThatThrownBy(() -> machine.load(p.of(1, 2, 0), List.of(array, data)))
        .hasMessageContaining("map 2 of 2");
    Executable reader =
        machine.load(program(load(1, 2, 0, 12), insn(LDXW, 0, 1, 0, 0), exit()), List.of(data));
    assertThat(reader.run(0)).isEqualTo(77);
  }

  @FunctionalInterface
  private interface ProgramOf {
    VerifiedProgram of(int kind, int imm, int second);
  }

  @Test
  void tailCallInACallbackStaysInIt() {
    entries[3] = install(mov(0, 8), exit());
    Executable e =
        machine.load(
            functions(
                slots(
                    mov(6, 1),
                    load(1, 4, 4, 0), // 1: function at 6
                    helper(100),
                    addx(0, 6),
                    exit(),
                    tailCall(3), // 6
                    mov(0, 0),
                    exit()),
                0,
                6),
            List.of(array));
    assertThat(e.run(0)).isEqualTo(9);
  }
}
