package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgArrayMapTest extends MapContractTest {
  private static final ProgramOwner OPS =
      new ProgramOwner(ProgramType.STRUCT_OPS, true, 0, "hid_device_event");

  private static final class Program implements ProgramHandle {
    private final int id;
    private final ProgramOwner owner;
    private int held;

    Program(int id, ProgramOwner owner) {
      this.id = id;
      this.owner = owner;
    }

    @Override
    public int id() {
      return id;
    }

    @Override
    public ProgramOwner owner() {
      return owner;
    }

    @Override
    public void acquire() {
      held++;
    }

    @Override
    public void release() {
      held--;
    }
  }

  private final Program[] programs = new Program[8];

  @Override
  Specs specs() {
    return Specs.of(MapType.PROG_ARRAY, 4, 4, 8);
  }

  @Override
  void prepare() {
    for (int i = 0; i < programs.length; i++) {
      programs[i] = new Program(100 + i, OPS);
      environment.registry().addProgram(programs[i]);
    }
  }

  @Override
  byte @Nullable [] userValue(int i) {
    return Keys.bytes(100 + i, 4);
  }

  private ProgArrayMap array() {
    return (ProgArrayMap) map;
  }

  @Test
  void holdsProgramsByIndex() {
    assertThat(map.userUpdate(key(3), value(1), 0)).isZero();
    assertThat(array().program(3)).isSameAs(programs[1]);
    assertThat(array().program(4)).isNull();
    assertThat(array().program(8)).isNull();
    assertThat(array().program(-1)).isNull();
    assertThat(programs[1].held).isEqualTo(1);
    map.userUpdate(key(3), value(2), 0);
    assertThat(programs[1].held).isZero();
    assertThat(map.userDelete(key(3))).isZero();
    assertThat(programs[2].held).isZero();
    assertThat(map.userDelete(key(3))).isEqualTo(Errno.ENOENT.result());
    assertThat(map.userDelete(key(8))).isEqualTo(Errno.E2BIG.result());
    assertThat(map.userUpdate(key(8), value(1), 0)).isEqualTo(Errno.E2BIG.result());
    assertThat(map.userUpdate(key(1), value(1), 1)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.userUpdate(key(1), Keys.bytes(5, 4), 0)).isEqualTo(Errno.EBADF.result());
    assertThat(map.userLookup(key(1), new byte[4], 0)).isEqualTo(Errno.ENOENT.result());
  }

  @Test
  void firstProgramDecidesWhoMayJoin() {
    assertThat(array().put(0, programs[0])).isZero();
    assertThat(array().admit(OPS)).isTrue();
    for (ProgramOwner other :
        new ProgramOwner[] {
          new ProgramOwner(ProgramType.SYSCALL, true, 0, null),
          new ProgramOwner(ProgramType.STRUCT_OPS, false, 0, "hid_device_event"),
          new ProgramOwner(ProgramType.STRUCT_OPS, true, 1, "hid_device_event"),
          new ProgramOwner(ProgramType.STRUCT_OPS, true, 0, "hid_rdesc_fixup")
        }) {
      assertThat(array().put(1, new Program(1, other))).isEqualTo(Errno.EINVAL.result());
    }
    ProgramOwner syscall = new ProgramOwner(ProgramType.SYSCALL, true, 0, "a");
    assertThat(syscall.accepts(new ProgramOwner(ProgramType.SYSCALL, true, 0, "b"))).isTrue();
    ProgramOwner ext = new ProgramOwner(ProgramType.EXT, true, 0, null);
    BpfMap empty = MapFactory.create(specs().spec(), environment);
    assertThat(((ProgArrayMap) empty).put(0, new Program(1, ext))).isEqualTo(Errno.EINVAL.result());
    empty.free();
  }

  @Test
  void lastUserEmptiesIt() {
    map.acquire();
    array().put(0, programs[0]);
    map.releaseUser();
    assertThat(array().program(0)).isNull();
    assertThat(programs[0].held).isZero();
    map.release();
  }
}
