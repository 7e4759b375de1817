package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StructOpsMapTest extends MapContractTest {
  private final List<String> calls = new ArrayList<>();
  private long validity;
  private long registration;

  @Override
  Specs specs() {
    return Specs.of(MapType.STRUCT_OPS, 4, 12, 1).withOps();
  }

  /** One value, stored once: the contract's tests of many keys do not apply. */
  @Override
  byte @Nullable [] userValue(int i) {
    return null;
  }

  @Override
  void prepare() {
    connect(map);
  }

  private void connect(BpfMap to) {
    ((StructOpsMap) to)
        .setRegistrar(
            new StructOpsMap.Registrar() {
              @Override
              public long validate(StructOpsMap m, byte[] value) {
                return validity;
              }

              @Override
              public long register(StructOpsMap m) {
                calls.add("register");
                return registration;
              }

              @Override
              public void unregister(StructOpsMap m) {
                calls.add("unregister");
              }
            });
  }

  @Test
  void registersOnUpdateAndUnregistersOnDelete() {
    StructOpsMap ops = (StructOpsMap) map;
    byte[] value = Keys.bytes(0x0102_0304, 12);
    assertThat(map.userLookup(key(0))).isEqualTo(new byte[12]);
    assertThat(map.userDelete(key(0))).isEqualTo(Errno.ENOENT.result());
    assertThat(map.userUpdate(key(0), value, 1)).isEqualTo(Errno.EINVAL.result());
    assertThat(map.userUpdate(key(1), value, 0)).isEqualTo(Errno.E2BIG.result());
    assertThat(map.userUpdate(key(0), value, 0)).isZero();
    assertThat(ops.state()).isEqualTo(StructOpsMap.State.INUSE);
    assertThat(map.references()).isEqualTo(2);
    assertThat(map.userLookup(key(0))).isEqualTo(value);
    assertThat(map.userUpdate(key(0), value, 0)).isEqualTo(Errno.EBUSY.result());
    assertThat(map.userDelete(key(0))).isZero();
    assertThat(map.userDelete(key(0))).isEqualTo(Errno.EINPROGRESS.result());
    assertThat(map.references()).isEqualTo(1);
    assertThat(calls).containsExactly("register", "unregister");
    assertThat(map.userNextKey(null)).isEqualTo(key(0));
    assertThat(map.userNextKey(key(0))).isNull();
    assertThat(map.freeze()).isEqualTo(Errno.ENOTSUPP.result());
    assertThat(map.lookup(0)).isZero();
  }

  @Test
  void refusedValueLeavesItUntouched() {
    validity = Errno.EINVAL.result();
    assertThat(map.userUpdate(key(0), new byte[12], 0)).isEqualTo(Errno.EINVAL.result());
    validity = 0;
    registration = Errno.ENODEV.result();
    assertThat(map.userUpdate(key(0), new byte[12], 0)).isEqualTo(Errno.ENODEV.result());
    assertThat(((StructOpsMap) map).state()).isEqualTo(StructOpsMap.State.INIT);
    registration = 0;
    assertThat(map.userUpdate(key(0), new byte[12], 0)).isZero();
  }

  @Test
  void withLinkItOnlyBecomesReady() {
    BpfMap link = MapFactory.create(specs().with(MapSpec.F_LINK).spec(), environment);
    connect(link);
    assertThat(link.userUpdate(key(0), new byte[12], 0)).isZero();
    assertThat(((StructOpsMap) link).state()).isEqualTo(StructOpsMap.State.READY);
    assertThat(calls).isEmpty();
    assertThat(link.userDelete(key(0))).isEqualTo(Errno.EOPNOTSUPP.result());
    link.free();
  }
}
