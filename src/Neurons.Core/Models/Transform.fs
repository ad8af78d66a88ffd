namespace Neurons

open System

/// A function that an input passes through before it acts on a neuron.
[<CustomEquality; NoComparison>]
type Transform = {
    /// The name as it is written in text.
    Name: string
    Function: Expr -> Expr
} with

    /// There is no such input.
    static member None = { Name = "none"; Function = id }
    /// 1 / (1 + e^−m).
    static member Sigmoid = { Name = "sigmoid"; Function = Expr.Logistic }
    /// tanh m.
    static member Tanh = { Name = "tanh"; Function = Expr.Tanh }
    /// max(0, m).
    static member Relu = { Name = "relu"; Function = fun m -> Expr.Max(Constant 0.0, m) }
    /// m itself.
    static member Identity = { Name = "identity"; Function = id }

    /// Any other function of m; give each its own name.
    static member Custom(name: string, transform: Func<Expr, Expr>) =
        if isNull transform then
            nullArg (nameof transform)

        { Name = name; Function = transform.Invoke }

    /// Those that can be named in text.
    static member All = [| Transform.None; Transform.Sigmoid; Transform.Tanh; Transform.Relu; Transform.Identity |]

    member private t.IsNamed = Transform.All |> Array.exists (fun one -> one.Name = t.Name)

    override t.Equals other =
        match other with
        | :? Transform as that -> t.Name = that.Name && (t.IsNamed || obj.ReferenceEquals(t.Function, that.Function))
        | _ -> false

    override t.GetHashCode() = t.Name.GetHashCode()
    override t.ToString() = t.Name
