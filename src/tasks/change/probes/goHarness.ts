/**
 * What calls functions of a package of Go with values read as JSON, and tells what each call comes to.
 * Results are shown by what is in them, whatever they are called; what a call leaves of its arguments is
 * shown, too. Each call has some time of its own.
 */
export const GO_HARNESS = `
type tierwiseCall struct {
	name   string
	target any
	given  string
}

type tierwiseTold struct {
	Result string
	Given  string
	Own    bool
}

func tierwiseArguments(kind reflect.Type, given string) ([]reflect.Value, bool) {
	var parts []json.RawMessage
	if json.Unmarshal([]byte(given), &parts) != nil || len(parts) != kind.NumIn() {
		return nil, false
	}
	values := make([]reflect.Value, len(parts))
	for at, part := range parts {
		made := reflect.New(kind.In(at))
		reader := json.NewDecoder(strings.NewReader(string(part)))
		reader.DisallowUnknownFields()
		if reader.Decode(made.Interface()) != nil {
			return nil, false
		}
		values[at] = made.Elem()
	}
	return values, true
}

func tierwiseCalled(one tierwiseCall) (tierwiseTold, bool) {
	target := reflect.ValueOf(one.target)
	values, can := tierwiseArguments(target.Type(), one.given)
	if !can {
		return tierwiseTold{}, false
	}
	done := make(chan tierwiseTold, 1)
	go func() {
		told := tierwiseTold{}
		defer func() {
			if thrown := recover(); thrown != nil {
				_, told.Own = thrown.(runtime.Error)
				told.Result = "panics with " + tierwiseShown(reflect.ValueOf(&thrown).Elem(), 0)
			}
			told.Given = tierwiseList(values)
			done <- told
		}()
		var results []reflect.Value
		if target.Type().IsVariadic() {
			results = target.CallSlice(values)
		} else {
			results = target.Call(values)
		}
		told.Result = "returns " + tierwiseList(results)
	}()
	select {
	case told := <-done:
		return told, true
	case <-time.After(2 * time.Second):
		return tierwiseTold{Result: "does not end", Own: true}, true
	}
}

func tierwiseList(values []reflect.Value) string {
	shown := make([]string, len(values))
	for at, value := range values {
		shown[at] = tierwiseShown(value, 0)
	}
	text := strings.Join(shown, ", ")
	if len(text) > 180 {
		return fmt.Sprintf("%s... (%d, %x)", strings.ToValidUTF8(text[:180], ""), len(text), sha256.Sum256([]byte(text)))
	}
	return text
}

func tierwiseShown(value reflect.Value, depth int) string {
	if !value.IsValid() {
		return "nil"
	}
	if depth > 8 {
		return "..."
	}
	inner := func(one reflect.Value) string { return tierwiseShown(one, depth+1) }
	if failure := reflect.TypeOf((*error)(nil)).Elem(); value.CanInterface() && value.Type().Implements(failure) {
		if value.Kind() == reflect.Pointer || value.Kind() == reflect.Interface {
			if value.IsNil() {
				return "nil"
			}
		}
		return "error " + strconv.Quote(value.Interface().(error).Error())
	}
	switch value.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(value.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(value.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.FormatUint(value.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		return strconv.FormatFloat(value.Float(), 'g', -1, 64)
	case reflect.Complex64, reflect.Complex128:
		return strconv.FormatComplex(value.Complex(), 'g', -1, 128)
	case reflect.String:
		return strconv.Quote(value.String())
	case reflect.Slice:
		if value.IsNil() {
			return "nil"
		}
		return tierwiseItems(value, inner)
	case reflect.Array:
		return tierwiseItems(value, inner)
	case reflect.Map:
		if value.IsNil() {
			return "nil"
		}
		rows := make([]string, 0, value.Len())
		for _, key := range value.MapKeys() {
			rows = append(rows, inner(key)+": "+inner(value.MapIndex(key)))
		}
		sort.Strings(rows)
		return "{" + strings.Join(rows, ", ") + "}"
	case reflect.Struct:
		rows := make([]string, value.NumField())
		for at := range rows {
			rows[at] = value.Type().Field(at).Name + ": " + inner(value.Field(at))
		}
		return value.Type().Name() + "{" + strings.Join(rows, ", ") + "}"
	case reflect.Pointer:
		if value.IsNil() {
			return "nil"
		}
		return "&" + inner(value.Elem())
	case reflect.Interface:
		if value.IsNil() {
			return "nil"
		}
		return inner(value.Elem())
	default:
		return value.Kind().String()
	}
}

func tierwiseItems(value reflect.Value, inner func(reflect.Value) string) string {
	rows := make([]string, 0, value.Len())
	for at := 0; at < value.Len() && at < 200; at++ {
		rows = append(rows, inner(value.Index(at)))
	}
	return "[" + strings.Join(rows, ", ") + "]"
}
`;

/**
 * Tells what each call comes to, if it does so each time and is no mistake of the language's own: a map
 * is gone through in another order only sometimes.
 */
export const GO_RECORDS = `
func TestTierwiseProbe(t *testing.T) {
	for at, one := range tierwiseCalls {
		first, can := tierwiseCalled(one)
		if !can || first.Own {
			continue
		}
		isSteady := true
		for round := 0; round < 9 && isSteady; round++ {
			again, _ := tierwiseCalled(one)
			isSteady = again == first
		}
		if !isSteady {
			continue
		}
		t.Run("test_probe_"+strconv.Itoa(at), func(t *testing.T) {
			told, _ := json.Marshal([]string{first.Result, first.Given})
			t.Error(fmt.Sprintf("tierwise % x.", told))
		})
	}
}
`;

/** Compares what each call comes to with what it came to. In two parts: what shows a line of it is not to be taken for what it says. */
export const GO_COMPARES = `
const tierwiseNow = " before, " + "and now "

func TestTierwiseProbe(t *testing.T) {
	for _, was := range tierwiseWas {
		one := tierwiseCalls[was.at]
		now, can := tierwiseCalled(one)
		if !can {
			continue
		}
		if was.isAlone && now.Result == was.result && now.Given == was.given {
			continue
		}
		t.Run("test_probe_"+strconv.Itoa(was.at), func(t *testing.T) {
			call := one.name + "(" + strings.TrimSuffix(strings.TrimPrefix(one.given, "["), "]") + ") "
			if now.Result != was.result {
				t.Error(call + was.result + tierwiseNow + now.Result)
			} else if now.Given != was.given {
				t.Error(call + "leaves its arguments as " + was.given + tierwiseNow + "as " + now.Given)
			}
		})
	}
}
`;
