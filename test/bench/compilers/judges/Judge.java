import com.sun.source.util.JavacTask;
import com.sun.tools.javac.parser.Scanner;
import com.sun.tools.javac.parser.ScannerFactory;
import com.sun.tools.javac.parser.Tokens;
import com.sun.tools.javac.util.Context;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Says of Java files what javac says of them: see judge.ts for what is read and written. */
public class Judge {
  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (StandardJavaFileManager files = COMPILER.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] parts = line.split("\t", -1);
        out.println(read(files, parts[0], parts[1], parts[2], parts[3].equals("1")));
      }
    }
  }

  private static String read(StandardJavaFileManager files, String path, String name, String folder, boolean wantsCode)
      throws Exception {
    String text = Files.readString(Path.of(path));
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    TreeMap<String, byte[]> classes = new TreeMap<>();
    JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///" + name.replace(' ', '_')), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
    ForwardingJavaFileManager<StandardJavaFileManager> memory = new ForwardingJavaFileManager<>(files) {
      @Override
      public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
        return new SimpleJavaFileObject(URI.create("mem:///" + name.replace('.', '/') + kind.extension), kind) {
          @Override
          public OutputStream openOutputStream() {
            return new ByteArrayOutputStream() {
              @Override
              public void close() {
                classes.put(name, toByteArray());
              }
            };
          }
        };
      }
    };
    List<String> options = new ArrayList<>(List.of("-proc:none", "-g:none", "-nowarn", "-Xlint:none", "-XDshould-stop.ifError=FLOW",
        "-Xmaxerrs", "1000", "-implicit:none"));
    if (!folder.isEmpty()) options.addAll(List.of("-classpath", folder));
    JavacTask task = (JavacTask) COMPILER.getTask(null, memory, found, options, null, List.of(source));
    List<String> errors = new ArrayList<>();
    task.parse();
    boolean parses = found.getDiagnostics().stream().noneMatch(one -> one.getKind() == Diagnostic.Kind.ERROR);
    if (parses) {
      try {
        task.generate();
      } catch (RuntimeException | Error crash) {
        // Of javac itself, on code that it does not understand anyway.
      }
    }
    for (Diagnostic<? extends JavaFileObject> one : found.getDiagnostics()) {
      if (one.getKind() != Diagnostic.Kind.ERROR) continue;
      // What is nowhere may be in a package that is not here.
      if (parses && one.getCode().matches("compiler\\.err\\.(?:cant\\.resolve|cant\\.ref|doesnt\\.exist|package\\.not|not\\.def|does\\.not\\.override|cant\\.apply|cant\\.inherit|static\\.imp).*")) continue;
      String message = one.getCode() + " " + one.getMessage(Locale.ROOT);
      errors.add((parses ? "s" : "h") + message.replaceAll("\\s+", " "));
    }
    String code = "";
    if (wantsCode && parses) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String token : tokens(text)) digest.update(token.getBytes(StandardCharsets.UTF_8));
      if (errors.isEmpty()) {
        for (var one : classes.entrySet()) {
          digest.update(one.getKey().getBytes(StandardCharsets.UTF_8));
          digest.update(one.getValue());
        }
      }
      code = HexFormat.of().formatHex(digest.digest());
    }
    return path + "\t" + code + (errors.isEmpty() ? "" : "\t" + String.join("\t", errors));
  }

  private static List<String> tokens(String text) {
    Scanner scanner = ScannerFactory.instance(new Context()).newScanner(text, false);
    List<String> tokens = new ArrayList<>();
    for (scanner.nextToken(); scanner.token().kind != Tokens.TokenKind.EOF; scanner.nextToken()) {
      Tokens.Token one = scanner.token();
      tokens.add(text.substring(one.pos, one.endPos) + "\n");
    }
    return tokens;
  }
}
