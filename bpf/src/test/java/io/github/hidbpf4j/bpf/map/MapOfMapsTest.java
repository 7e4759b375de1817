package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Contract of both kinds of maps of maps. */
abstract class MapOfMapsTest extends MapContractTest {
  static final Specs INNER = Specs.of(MapType.ARRAY, 4, 8, 3);
  private final List<BpfMap> inner = new ArrayList<>();
  private final List<Runnable> deferred = new ArrayList<>();

  @Override
  void prepare() {
    for (int i = 0; i < 8; i++) {
      inner.add(MapFactory.create(INNER.spec(), environment));
    }
  }

  @Override
  byte @Nullable [] userValue(int i) {
    return Keys.bytes(inner.isEmpty() ? 1 : inner.get(i).id(), 4);
  }

  private MapOfMaps outer() {
    return (MapOfMaps) map;
  }

  @Test
  void programsGetTheInnerMapsAddress() {
    long key = Keys.at(MEMORY, key(2));
    assertThat(map.lookup(key)).isZero();
    assertThat(outer().put(key(2), inner.get(0), 0)).isZero();
    assertThat(map.lookup(key)).isEqualTo(inner.get(0).address());
    assertThat(outer().inner(key(2))).isSameAs(inner.get(0));
    assertThat(outer().inner(key(3))).isNull();
    assertThat(map.update(key, key, 0)).isEqualTo(Errno.EOPNOTSUPP.result());
  }

  @Test
  void holdsReferencesNotUserReferences() {
    BpfMap one = inner.get(0);
    outer().put(key(2), one, 0);
    assertThat(one.references()).isEqualTo(2);
    assertThat(one.userReferences()).isEqualTo(1);
    one.releaseUser();
    assertThat(environment.registry().map(one.address())).isSameAs(one);
    outer().put(key(2), inner.get(1), 0);
    assertThat(environment.registry().map(one.address())).isNull();
    assertThat(map.userDelete(key(2))).isZero();
    assertThat(map.userDelete(key(2))).isEqualTo(Errno.ENOENT.result());
    assertThat(inner.get(1).references()).isEqualTo(1);
    outer().put(key(1), inner.get(2), 0);
    map.free();
    assertThat(inner.get(2).references()).isEqualTo(1);
  }

  @Test
  void innerMapLivesOnUntilProgramsAreDone() {
    BpfMap late = MapFactory.create(specs().spec(), environment.withGracePeriod(deferred::add));
    BpfMap one = inner.get(3);
    ((MapOfMaps) late).put(key(1), one, 0);
    one.releaseUser();
    late.userDelete(key(1));
    assertThat(MEMORY.isReadable(one.address(), 8)).isTrue();
    deferred.forEach(Runnable::run);
    assertThat(MEMORY.isReadable(one.address(), 8)).isFalse();
    late.free();
  }

  @Test
  void mapsUnlikeTheTemplateAreRefused() {
    for (Specs other :
        new Specs[] {
          Specs.of(MapType.ARRAY, 4, 8, 4),
          Specs.of(MapType.ARRAY, 4, 16, 3),
          Specs.of(MapType.HASH, 4, 8, 3),
          INNER.with(MapSpec.F_RDONLY_PROG)
        }) {
      BpfMap wrong = MapFactory.create(other.spec(), environment);
      assertThat(outer().put(key(1), wrong, 0)).as("%s", other).isEqualTo(Errno.EINVAL.result());
      assertThat(wrong.references()).isEqualTo(1);
      wrong.free();
    }
    BpfMap readOnlyForUser = MapFactory.create(INNER.with(MapSpec.F_RDONLY).spec(), environment);
    assertThat(outer().put(key(1), readOnlyForUser, 0)).isZero();
    assertThat(map.userUpdate(key(1), Keys.bytes(987_654, 4), 0)).isEqualTo(Errno.EBADF.result());
  }

  @Test
  void innerMapFlagLetsTheNumberOfEntriesDiffer() {
    BpfMap free =
        MapFactory.create(
            Specs.of(specs().type(), 4, 4, 4).withInner(INNER.with(MapSpec.F_INNER_MAP)).spec(),
            environment);
    BpfMap longer =
        MapFactory.create(
            Specs.of(MapType.ARRAY, 4, 8, 30).with(MapSpec.F_INNER_MAP).spec(), environment);
    assertThat(((MapOfMaps) free).put(Keys.bytes(0, 4), longer, 0)).isZero();
    assertThat(((MapOfMaps) free).put(Keys.bytes(0, 4), inner.get(0), 0))
        .isEqualTo(Errno.EINVAL.result());
    free.free();
  }
}
