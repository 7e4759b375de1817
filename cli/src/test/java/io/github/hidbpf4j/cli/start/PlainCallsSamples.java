package io.github.hidbpf4j.cli.start;

import java.util.ArrayList;
import java.util.List;

/** What {@link PlainCallsTest} transforms: switches over types, and records of all kinds. */
// What records do with null, and what javac makes of these shapes, is to be seen.
@SuppressWarnings({"NullAway", "EqualsNull", "UnnecessaryStringBuilder"})
public final class PlainCallsSamples {
  private PlainCallsSamples() {}

  private enum Colour {
    RED,
    GREEN
  }

  private sealed interface Shape {
    /** A switch in an interface. */
    static String name(Shape shape) {
      return switch (shape) {
        case Point _ -> "point";
        case Circle _ -> "circle";
        case Colour2 c -> "colour " + c.ordinal();
      };
    }
  }

  private record Point(int x, long y) implements Shape {}

  private record Circle(Point centre, double radius) implements Shape {}

  private enum Colour2 implements Shape {
    BLUE
  }

  private record Empty() {}

  private record All(
      boolean a, byte b, char c, short d, int e, long f, float g, double h, String i, int[] j) {}

  private record Generic<T>(T value, List<? extends T> more) {}

  private static String guarded(Object o) {
    return switch (o) {
      case null -> "null";
      case Integer i when i > 10 -> "large " + i;
      case Integer i when i < 0 -> "negative " + i;
      case Integer i -> "int " + i;
      case String s when s.isEmpty() -> "empty";
      case CharSequence s -> "text " + s.length();
      case int[] array -> "array " + array.length;
      case Circle(Point(int x, long y), double r) when r > 1 -> "circle " + (x + y);
      case Shape s -> Shape.name(s);
      default -> "other";
    };
  }

  /** Labels that are not types. */
  private static String mixed(Object o) {
    return switch (o) {
      case String s when s.equals("a") -> "A";
      case Colour c when c == Colour.GREEN -> "green";
      case Colour _ -> "colour";
      default -> "other";
    };
  }

  private static String constants(Shape o) {
    return switch (o) {
      case Colour2.BLUE -> "blue";
      case Point _ -> "point";
      case Circle _ -> "circle";
    };
  }

  private static All all(float g, double h) {
    return new All(true, (byte) -1, 'c', (short) 4, 5, 6L << 40, g, h, "i", new int[0]);
  }

  /** What all of it says, for comparison. */
  public static List<String> results() {
    List<String> results = new ArrayList<>();
    Circle circle = new Circle(new Point(1, 2), 3);
    Object[] objects = {
      null,
      1,
      11,
      -1,
      "",
      "abc",
      new StringBuilder("xy"),
      new int[3],
      circle,
      new Circle(new Point(0, 0), 0.5),
      new Point(1, 2),
      Colour2.BLUE,
      1.5,
      Colour.RED,
      Colour.GREEN,
      "a"
    };
    for (Object o : objects) {
      results.add(guarded(o));
      results.add(o == null ? "" : mixed(o));
      if (o instanceof Shape shape) {
        results.add(constants(shape));
      }
    }
    String text = new String("i");
    Object[] records = {
      new Empty(),
      new Empty(),
      new Point(1, 2),
      new Point(1, 2),
      new Point(2, 1),
      new Point(1, 2L | 1L << 32),
      circle,
      new Circle(new Point(1, 2), 3.0),
      new Circle(null, 3.0),
      new Circle(null, -0.0),
      new Circle(null, 0.0),
      new Circle(null, Double.NaN),
      new Circle(null, Double.NaN),
      all(1f, 2d),
      all(-0f, 2d),
      all(Float.NaN, 2d),
      new Generic<>(text, List.of("a")),
      new Generic<>("i", List.of("a")),
      new Generic<>(null, null),
    };
    for (Object a : records) {
      for (Object b : records) {
        results.add(a + " " + b + " " + a.equals(b));
      }
      results.add(a.equals(null) + " " + a.equals("x"));
    }
    for (Object a : records) {
      // Arrays have hash codes of their own in each run.
      results.add(a + (a instanceof All ? "" : " " + a.hashCode()));
    }
    results.replaceAll(r -> r.replaceAll("\\[I@[0-9a-f]+", "[]"));
    return results;
  }
}
