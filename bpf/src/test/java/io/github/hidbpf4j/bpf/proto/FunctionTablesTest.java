package io.github.hidbpf4j.bpf.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows of functions, table by table. */
class FunctionTablesTest {
  private static final List<Class<?>> TABLES =
      List.of(
          ControlFunctions.class,
          CoreFunctions.class,
          CpumaskFunctions.class,
          DataFunctions.class,
          DynptrFunctions.class,
          HeapFunctions.class,
          IteratorFunctions.class,
          LockFunctions.class,
          NetworkFunctions.class,
          PacketFunctions.class,
          SocketFunctions.class,
          StorageFunctions.class,
          StreamFunctions.class,
          StringFunctions.class,
          SystemFunctions.class,
          TaskFunctions.class,
          TimerFunctions.class,
          TracingFunctions.class);

  /** Rows that no list of Linux's functions has. */
  private static final Set<KernelFunction> APART =
      Set.of(CoreFunctions.UNSPEC, TimerFunctions.TIMER_SET_SLEEPABLE_CB_212);

  static Stream<Class<?>> tables() {
    return TABLES.stream();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyConstantIsListedUnderItsName(Class<?> table) throws ReflectiveOperationException {
    List<KernelFunction> constants = new ArrayList<>();
    for (Field field : table.getFields()) {
      if (Modifier.isStatic(field.getModifiers())
          && field.get(null) instanceof KernelFunction row
          && !APART.contains(row)) {
        constants.add(row);
        String name = isAlsoAFunction(row.written()) ? row.name() : row.written();
        assertThat(field.getName())
            .isEqualTo(name.replaceFirst("^bpf_", "").toUpperCase(Locale.ROOT));
      }
    }
    assertThat((List<?>) table.getField("ALL").get(null)).isEqualTo(constants);
    for (KernelFunction row : constants) {
      assertThat(
              row instanceof Helper helper
                  ? Helpers.of(helper.number())
                  : GenericKfuncs.find(row.name()))
          .isSameAs(row);
    }
  }

  /** Whether both {@code NAME} and {@code NAME_impl} are functions. */
  private static boolean isAlsoAFunction(String written) {
    return GenericKfuncs.find(written) != null;
  }

  private static Stream<KernelFunction> rows() {
    return Stream.concat(Helpers.all().stream(), GenericKfuncs.rows().stream());
  }

  @Test
  void helpersHaveAllNumbersOnce() {
    assertThat(Helpers.all().stream().map(Helper::number))
        .containsExactlyElementsOf(Stream.iterate(1, n -> n + 1).limit(211).toList());
    assertThat(Helpers.all()).allMatch(h -> !h.prototypes().isEmpty());
  }

  @Test
  void eachSpecialTreatmentIsOfOneKfuncAsItIsWritten() {
    Map<SpecialKfunc, String> by = new EnumMap<>(SpecialKfunc.class);
    for (Kfunc kfunc : GenericKfuncs.rows()) {
      if (kfunc.special() != SpecialKfunc.NONE) {
        assertThat(by.put(kfunc.special(), kfunc.written())).isIn(null, kfunc.written());
      }
    }
    assertThat(by.keySet()).isEqualTo(EnumSet.complementOf(EnumSet.of(SpecialKfunc.NONE)));
  }

  @Test
  void everyTraitIsOfSomeFunction() {
    EnumSet<Trait> unused = EnumSet.allOf(Trait.class);
    rows().forEach(row -> unused.removeIf(row::is));
    assertThat(unused).containsExactly(Trait.INJECTS_REPORT); // of HID-BPF's alone
  }

  @Test
  void effectsDoNotContradictEachOther() {
    rows()
        .forEach(
            row -> {
              Set<Class<?>> kinds = new HashSet<>();
              for (Effect effect : row.effects()) {
                assertThat(kinds.add(effect.getClass())).as(row + " " + effect).isTrue();
              }
              assertThat(row.is(Trait.WRITES_NO_MEMORY) && kinds.contains(Effect.Writes.class))
                  .as(row.name())
                  .isFalse();
              assertThat(
                      kinds.contains(Effect.ReturnsNumber.class)
                          && kinds.contains(Effect.ReturnsPointer.class))
                  .as(row.name())
                  .isFalse();
            });
  }

  @Test
  void whatSomethingReleasesAcquires() {
    rows()
        .filter(row -> !row.releasedBy().isEmpty())
        .forEach(
            row -> {
              boolean dynptr = row == DataFunctions.RINGBUF_RESERVE_DYNPTR;
              boolean acquires =
                  row instanceof Kfunc kfunc
                      ? kfunc.flags().contains(KfuncFlag.ACQUIRE)
                      : row.is(Trait.ACQUIRES) || dynptr;
              assertThat(acquires).as(row.name()).isTrue();
              for (KernelFunction by : row.releasedBy()) {
                assertThat(by instanceof Kfunc k && !k.flags().contains(KfuncFlag.RELEASE))
                    .as(row + " by " + by)
                    .isFalse();
              }
            });
  }

  @Test
  void propertiesAreSortedOut() {
    Kfunc row =
        Kfunc.of(
            "bpf_some_impl",
            new ManualEntry("Does it.", "nothing"),
            KfuncFlag.RET_NULL,
            KernelRelease.linux6(9),
            Trait.MAY_WAIT,
            new Effect.Reads(2, 3),
            KfuncFlag.RCU,
            ReleasedBy.releasedBy(DataFunctions.RINGBUF_SUBMIT));
    assertThat(row.written()).isEqualTo("bpf_some");
    assertThat(row.flags()).containsExactly(KfuncFlag.RET_NULL, KfuncFlag.RCU);
    assertThat(row.special()).isEqualTo(SpecialKfunc.NONE);
    assertThat(row.is(Trait.MAY_WAIT)).isTrue();
    assertThat(row.effect(Effect.Reads.class)).isEqualTo(new Effect.Reads(2, 3));
    assertThat(row.effect(Effect.Writes.class)).isNull();
    assertThat(row.releasedBy()).containsExactly(DataFunctions.RINGBUF_SUBMIT);
    assertThat(row.since()).hasToString("6.9").isGreaterThan(KernelRelease.OLD);
    assertThat(KernelRelease.linux6(10)).isGreaterThan(row.since());
    assertThat(KernelRelease.PROPOSED).isGreaterThan(KernelRelease.linux6(99));
  }

  @Test
  void prototypesBelongToTheirHelper() {
    Helper helper =
        Helper.of(
            300,
            "bpf_two",
            Signature.of(ReturnValue.of(ReturnType.INTEGER)).gpl(),
            Signature.named("two_more", ReturnValue.of(ReturnType.VOID)));
    assertThat(helper.prototypes())
        .extracting(HelperPrototype::variant)
        .containsExactly("two", "two_more");
    assertThat(helper.prototype()).hasToString("bpf_two#300");
    assertThat(helper.prototype().gplOnly()).isTrue();
    Argument a = Argument.of(ArgumentType.ANYTHING);
    assertThatThrownBy(() -> Signature.of(ReturnValue.of(ReturnType.VOID), a, a, a, a, a, a))
        .hasMessage("6 arguments, expected 5 at most");
  }
}
