using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.FSharp.Core;
using Microsoft.FSharp.Reflection;
using Neurons.Compile;
using Neurons.Primitives;
using Neurons.Symbolic;

namespace Neurons.Cli.Tests;

/// <summary>What is printed is what is computed: the text, evaluated, gives the numbers of the graph.</summary>
public sealed class PrintedEquationTests
{
    private const int Trials = 20;
    private const double CurrentStep = 7;

    public static TheoryData<string, string> ModelsAndPresets()
    {
        var data = new TheoryData<string, string>();
        foreach (var entry in Models.all)
        {
            data.Add(entry.Name, "");
            foreach (var preset in entry.Presets.Keys)
            {
                data.Add(entry.Name, preset);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(ModelsAndPresets))]
    public void The_printed_step_computes_what_the_model_computes(string model, string preset)
    {
        var entry = Models.find(model);
        var definition = entry.Create(preset, new Dictionary<string, string>()).Definition;
        var random = new RandomStream(5, 0);
        for (var trial = 0; trial < Trials; trial++)
        {
            double Near(double value) => value + (0.1 + 0.1 * Math.Abs(value)) * random.NextNormal();
            double[] parameters = [.. entry.Parameters(preset).Select(value => ((ParameterValue.Shared)value).Item)];
            var initial = Evaluator(definition, [], [], parameters);
            double[] states = [.. definition.Initial.Select(state => Near(initial(state)))];
            double[] inputs = [.. definition.InputNames.Select(_ => 10 * random.NextNormal())];
            var evaluate = Evaluator(definition, inputs, states, parameters);

            var printed = Print(definition, inputs, states, parameters, evaluate);

            Same(evaluate(definition.Equations.Outputs[0]), printed[definition.OutputName]);
            for (var s = 0; s < states.Length; s++)
            {
                Same(evaluate(definition.Equations.Next[s]), printed[definition.StateNames[s] + "'"]);
            }
        }
    }

    public static TheoryData<string> ModelsWithTime() =>
        [.. Models.all.Where(entry => entry.Definition.Options.Any(option => option.Item1 == "Dt")).Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(ModelsWithTime))]
    public void A_number_that_happens_to_equal_the_time_step_is_printed_as_a_number(string model)
    {
        string[] Shape(double dt)
        {
            var options = new Dictionary<string, string> { ["Dt"] = dt.ToString("R", CultureInfo.InvariantCulture) };
            var definition = Models.find(model).Create("", options).Definition;
            PrintedEquation[] equations = [.. Neurons.Print.step(definition), .. Neurons.Print.initial(definition)];
            return [.. equations.Select(equation => Regex.Replace(equation.Text, @"\d+(\.\d+)?(E[-+]?\d+)?", "#"))];
        }

        var expected = Shape(0.0123);
        Assert.Contains(expected, text => Regex.IsMatch(text, @"\bdt\b"));
        var equations = Models.find(model).Definition.Equations;
        double[] literals = [.. Fold.nodes([.. equations.Outputs, .. equations.Next])
            .OfType<Expr.Constant>().Select(constant => constant.Item).Where(value => value > 0).Distinct()];
        Assert.NotEmpty(literals);
        foreach (var literal in literals) Assert.Equal(expected, Shape(literal));
    }

    private record Constants<T>(T Tau);

    private record State<T>(T V, T W);

    [Theory]
    [InlineData(0.001, "0.001")]
    [InlineData(1, "1")]
    public void A_neuron_of_ones_own_prints_its_time_step_by_name_and_an_equal_number_as_it_is(double dt, string number)
    {
        var model = NeuronModel.Define(
            "Mine",
            (StepOptions o, Constants<Expr> p, State<Expr> s, Expr x) =>
                (s.V, new State<Expr>(s.V + (o.Dt / p.Tau * (x - dt)), Expr.Max(s.W, dt) + o.Dt)),
            new Constants<Quantity>(2.0),
            p => new State<Expr>(dt, p.Tau * dt),
            dt: dt);

        var printed = Neurons.Print.step(model.Definition).ToDictionary(equation => equation.Name, equation => equation.Text);
        Assert.Equal($"V + dt/Tau·(x − {number})", printed["V'"]);
        Assert.Equal($"max(W, {number}) + dt", printed["W'"]);
        Assert.Equal(number, Neurons.Print.initial(model.Definition).Single(equation => equation.Name == "V(0)").Text);
    }

    [Fact]
    public void Each_operation_within_each_other_is_printed_as_what_it_computes()
    {
        static IEnumerable<T> Cases<T>() => FSharpType.GetUnionCases(typeof(T), null).Select(one => (T)FSharpValue.MakeUnion(one, [], null));
        static Expr Input(int index, string name) => Expr.NewVariable(new(VariableKind.Input, index, name));

        Func<Expr, Expr, Expr>[] operations =
        [
            .. Cases<UnaryOp>().Select(op => (Func<Expr, Expr, Expr>)((a, b) => Expr.NewUnary(op, a))),
            .. Cases<BinaryOp>().Select(op => (Func<Expr, Expr, Expr>)((a, b) => Expr.NewBinary(op, a, b))),
            .. Cases<Relation>().Select(relation => (Func<Expr, Expr, Expr>)((a, b) => Expr.NewCompare(relation, a, b))),
        ];

        var (x, y) = (Input(0, "x"), Input(1, "y"));
        var names = new Dictionary<string, double> { ["x"] = 0.7, ["y"] = 1.3 };
        var definition = Models.find("Lif").Definition;
        var evaluate = Evaluator(definition, [.. names.Values], [], []);
        foreach (var outer in operations)
        {
            foreach (var inner in operations)
            {
                foreach (var expression in new[] { outer(inner(x, y), x), outer(y, inner(x, y)), outer(inner(x, y), inner(y, x)) })
                {
                    var text = Neurons.Print.expression(expression);
                    Same(evaluate(expression), new EquationReader(text, names, Function).Value());
                }
            }
        }
    }

    private static void Same(double expected, double actual) =>
        Assert.True(
            Math.Abs(expected - actual) <= 1e-9 * Math.Max(1, Math.Abs(expected)) || (!double.IsFinite(expected) && !double.IsFinite(actual)),
            $"{actual} instead of {expected}");

    /// <summary>The values of all printed names, in the order of the lines.</summary>
    private static Dictionary<string, double> Print(
        Definition definition, double[] inputs, double[] states, double[] parameters, Func<Expr, double> evaluate)
    {
        var names = new Dictionary<string, double> { ["dt"] = definition.Dt, ["step"] = CurrentStep, ["π"] = Math.PI };
        void Add(IEnumerable<string> keys, double[] values)
        {
            foreach (var (key, value) in keys.Zip(values))
            {
                names[key] = value;
            }
        }

        Add(definition.InputNames, inputs);
        Add(definition.StateNames, states);
        Add(definition.ParameterNames, parameters);
        var functions = Neurons.Print.functions(definition).ToDictionary(function => function.Name, function => function.Text);

        double Call(string name, double[] a) => name switch
        {
            "uniform" => evaluate(Expr.NewUniform((int)a[0])),
            "normal" => evaluate(Expr.NewNormal((int)a[0])),
            _ when name.StartsWith("fire", StringComparison.Ordinal) =>
                new EquationReader(functions[$"{name}(u)"], new Dictionary<string, double> { ["u"] = a[0] }, Call).Value(),
            _ => Function(name, a),
        };

        foreach (var equation in Neurons.Print.step(definition))
        {
            names[equation.Name] = new EquationReader(equation.Text, names, Call).Value();
        }

        return names;
    }

    private static double Function(string name, double[] a) => name switch
    {
        "sg" => a[0],
        "where" => a[0] != 0 ? a[1] : a[2],
        "exp" => Math.Exp(a[0]),
        "log" => Math.Log(a[0]),
        "sqrt" => Math.Sqrt(a[0]),
        "sigmoid" => 1 / (1 + Math.Exp(-a[0])),
        "tanh" => Math.Tanh(a[0]),
        "sin" => Math.Sin(a[0]),
        "cos" => Math.Cos(a[0]),
        "round" => Math.Round(a[0]),
        "min" => Math.Min(a[0], a[1]),
        "max" => Math.Max(a[0], a[1]),
        "exprel" => a[0] == 0 ? 1 : double.ExpM1(a[0]) / a[0],
        _ => throw new FormatException($"{name} is not a function"),
    };

    private static Func<Expr, double> Evaluator(Definition definition, double[] inputs, double[] states, double[] parameters)
    {
        double Value(Variable v) => (v.Kind.IsInput ? inputs : v.Kind.IsState ? states : parameters)[v.Index];
        double Uniform(int draw, bool second) => (0.37 + 0.21 * draw + (second ? 0.4 : 0)) % 1;
        var leaves = new Leaves(
            FSharpFunc<Variable, double>.FromConverter(Value),
            CurrentStep,
            FSharpFunc<int, FSharpFunc<bool, double>>.FromConverter(draw => FSharpFunc<bool, double>.FromConverter(second => Uniform(draw, second))));
        var evaluate = Interpreter.evaluator(Precision.Float64, leaves);
        return expr => evaluate.Invoke(expr);
    }
}
