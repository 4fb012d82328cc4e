// Says of Go files what the compiler says of them: see judge.ts for what is read and written.
package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
)

var files = token.NewFileSet()
var packages = importer.ForCompiler(files, "source", nil)
var siblings = map[string][]*ast.File{}

func oneLine(text string) string {
	return strings.Join(strings.Fields(text), " ")
}

// Names that stand for a place in a file are none of an error's own words.
func message(err error) string {
	if one, ok := err.(types.Error); ok {
		return oneLine(one.Msg)
	}
	return oneLine(err.Error())
}

// The other files of a file's package, or of the package that its tests are in.
func others(folder, name, pkg string) []*ast.File {
	var found []*ast.File
	for _, one := range inFolder(folder) {
		path := filepath.Base(files.File(one.Pos()).Name())
		if path == filepath.Base(name) || one.Name.Name != pkg {
			continue
		}
		if strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(name, "_test.go") {
			continue
		}
		found = append(found, one)
	}
	return found
}

func inFolder(folder string) []*ast.File {
	if known, ok := siblings[folder]; ok {
		return known
	}
	var found []*ast.File
	names, _ := filepath.Glob(filepath.Join(folder, "*.go"))
	for _, path := range names {
		if ok, _ := build.Default.MatchFile(folder, filepath.Base(path)); !ok {
			continue
		}
		if one, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution); err == nil {
			found = append(found, one)
		}
	}
	siblings[folder] = found
	return found
}

func typeErrors(file *ast.File, name, folder string) []string {
	var errors []string
	config := types.Config{
		Importer:    packages,
		FakeImportC: true,
		Error: func(err error) {
			if one, ok := err.(types.Error); ok && files.File(one.Pos) != files.File(file.Pos()) {
				return
			}
			errors = append(errors, "s"+message(err))
		},
	}
	all := append([]*ast.File{file}, others(filepath.Join(folder, filepath.Dir(name)), name, file.Name.Name)...)
	config.Check(file.Name.Name, files, all, nil)
	return errors
}

// The tokens without comments, and the directives of each declaration.
func code(text []byte, file *ast.File) string {
	digest := sha256.New()
	var scan scanner.Scanner
	own := token.NewFileSet()
	scan.Init(own.AddFile("", own.Base(), len(text)), text, nil, 0)
	for {
		_, kind, literal := scan.Scan()
		if kind == token.EOF {
			break
		}
		if kind == token.SEMICOLON && literal == "\n" {
			literal = ""
		}
		fmt.Fprintf(digest, "%d %s\n", kind, literal)
	}
	directives := func(group *ast.CommentGroup) {
		if group == nil {
			return
		}
		for _, one := range group.List {
			if strings.HasPrefix(one.Text, "//go:") || strings.HasPrefix(one.Text, "//export ") {
				fmt.Fprintf(digest, "directive %s\n", one.Text)
			}
		}
	}
	for _, one := range file.Decls {
		switch decl := one.(type) {
		case *ast.FuncDecl:
			directives(decl.Doc)
		case *ast.GenDecl:
			directives(decl.Doc)
			for _, spec := range decl.Specs {
				switch part := spec.(type) {
				case *ast.ImportSpec:
					if part.Path.Value == `"C"` && decl.Doc != nil {
						fmt.Fprintf(digest, "C %s\n", decl.Doc.Text())
					}
				case *ast.ValueSpec:
					directives(part.Doc)
				case *ast.TypeSpec:
					directives(part.Doc)
				}
			}
		}
	}
	// Constraints count only above the package clause.
	for _, group := range file.Comments {
		for _, one := range group.List {
			if one.Pos() < file.Package && (strings.HasPrefix(one.Text, "//go:build") || strings.HasPrefix(one.Text, "// +build")) {
				fmt.Fprintf(digest, "constraint %s\n", one.Text)
			}
		}
	}
	return fmt.Sprintf("%x", digest.Sum(nil))
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		parts := strings.Split(in.Text(), "\t")
		path, name, folder, wantsCode := parts[0], parts[1], parts[2], parts[3] == "1"
		text, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		answer := []string{path, ""}
		file, err := parser.ParseFile(files, path, text, parser.ParseComments|parser.SkipObjectResolution|parser.AllErrors)
		if err != nil {
			if list, ok := err.(scanner.ErrorList); ok {
				for _, one := range list {
					answer = append(answer, "h"+oneLine(one.Msg))
				}
			} else {
				answer = append(answer, "h"+oneLine(err.Error()))
			}
		} else {
			if wantsCode {
				answer[1] = code(text, file)
			} else {
				answer = append(answer, typeErrors(file, name, folder)...)
			}
		}
		fmt.Println(strings.Join(answer, "\t"))
	}
}
