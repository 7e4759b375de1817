package io.github.hidbpf4j.bpf.proto;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class KfuncSetsTest {
  private static final Kfunc FIRST = Kfunc.of("first");
  private static final Kfunc SECOND = Kfunc.of("second", KfuncFlag.SLEEPABLE);

  private final List<String> computed = new ArrayList<>();

  private Supplier<List<KfuncSet>> part(String part, KfuncSet... sets) {
    return () -> {
      computed.add(part);
      return List.of(sets);
    };
  }

  private static KfuncSet set(String name, Kfunc kfunc) {
    return KfuncSet.builder(name, ProgramType.UNSPEC).with(kfunc).build();
  }

  private static KfuncSet.Member find(KfuncSets sets, String name) {
    return Objects.requireNonNull(sets.first(set -> set.kfuncs().get(name)));
  }

  private static boolean isIn(KfuncSets sets, String name) {
    return sets.first(set -> set.kfuncs().get(name)) != null;
  }

  @Test
  void partsAreComputedOnceAndWhenNeeded() {
    KfuncSets sets =
        KfuncSets.NONE.with(part("common", set("a", FIRST))).with(part("own", set("b", SECOND)));
    assertThat(find(sets, "second").kfunc()).isSameAs(SECOND);
    assertThat(computed).containsExactly("own");
    assertThat(find(sets, "first").kfunc()).isSameAs(FIRST);
    assertThat(isIn(sets, "third")).isFalse();
    assertThat(sets.all()).extracting(KfuncSet::name).containsExactly("a", "b");
    assertThat(computed).containsExactly("own", "common");
  }

  @Test
  void setsOfTheSameNameAreReplaced() {
    KfuncSets before = KfuncSets.NONE.with(part("1", set("a", FIRST), set("b", FIRST)));
    KfuncSets sets = before.with(part("2", set("a", SECOND)));
    assertThat(sets.all()).extracting(KfuncSet::name).containsExactly("b", "a");
    assertThat(find(sets, "first").kfunc()).isSameAs(FIRST);
    assertThat(isIn(sets.without("b"), "first")).isFalse();
    assertThat(isIn(before, "second")).isFalse();
  }

  @Test
  void aSetThatWasDroppedMayComeBack() {
    KfuncSets sets = KfuncSets.NONE.with(part("1", set("a", FIRST))).without("a");
    assertThat(sets.all()).isEmpty();
    assertThat(isIn(sets, "first")).isFalse();
    assertThat(isIn(sets.with(part("2", set("a", SECOND))), "first")).isFalse();
    assertThat(find(sets.with(part("2", set("a", SECOND))), "second").kfunc()).isSameAs(SECOND);
  }
}
