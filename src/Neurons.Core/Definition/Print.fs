namespace Neurons

open System
open System.Collections.Generic
open System.Globalization
open Neurons.Symbolic

/// An equation to be read: what it defines and how.
type PrintedEquation = {
    /// "V1", "z", "V'" (the state after the step).
    Name: string
    Text: string
}

/// Writes graphs as equations: sums, products with ·, minimal parentheses; what is used more than once is named. fire(u) is the
/// spike, sg(a) is a without its gradient, where(c, a, b) is a where c holds, else b, exprel(a) is (exp(a) − 1)/a.
module Print =
    /// How tightly the outermost operation of a text binds.
    type private Binding =
        | Condition = 0
        | Sum = 1
        | Product = 2
        | Atom = 3

    [<Struct>]
    type private Text = { Text: string; Binding: Binding }

    let private atom text = { Text = text; Binding = Binding.Atom }

    /// The text, in parentheses if it binds less tightly than needed. A condition as a number stands in brackets.
    let private within binding (t: Text) =
        if t.Binding = Binding.Condition then
            if binding = Binding.Condition then t.Text else $"[%s{t.Text}]"
        elif t.Binding < binding then
            $"(%s{t.Text})"
        else
            t.Text

    let private call name (arguments: Text list) =
        atom (name + "(" + String.Join(", ", arguments |> List.map (within Binding.Condition)) + ")")

    let private sum sign (a: Text) (b: Text) =
        let left = within Binding.Sum a

        if b.Text = "0" then
            a
        elif a.Text = "0" && sign = "+" then
            b
        elif b.Text.StartsWith '−' && b.Binding >= Binding.Sum then
            // a + −b is a − b, a − −b is a + b; only the first term of a sum can be negative
            let opposite = if sign = "+" then "−" else "+"

            if b.Binding = Binding.Sum then
                { Text = $"%s{left} %s{sign} (%s{b.Text})"; Binding = Binding.Sum }
            else
                {
                    Text = $"%s{left} %s{opposite} %s{b.Text.Substring 1}"
                    Binding = Binding.Sum
                }
        else
            let right = within (if sign = "+" then Binding.Sum else Binding.Product) b
            { Text = $"%s{left} %s{sign} %s{right}"; Binding = Binding.Sum }

    let private isNegative (a: Text) = a.Binding = Binding.Product && a.Text.StartsWith '−'

    let private negative (a: Text) =
        if isNegative a then
            { a with Text = a.Text.Substring 1 }
        else
            { Text = "−" + within Binding.Product a; Binding = Binding.Product }

    let rec private product (a: Text) (b: Text) =
        if a.Text = "1" then
            b
        elif b.Text = "1" then
            a
        elif isNegative b then
            // A sign stands first.
            negative (product a (negative b))
        elif a.Text = b.Text then
            atom (within Binding.Atom a + "²")
        elif b.Binding = Binding.Product && b.Text.StartsWith("1/", StringComparison.Ordinal) then
            {
                Text = within Binding.Product a + b.Text.Substring 1
                Binding = Binding.Product
            }
        else
            {
                Text = $"%s{within Binding.Product a}·%s{within Binding.Product b}"
                Binding = Binding.Product
            }

    let private number (value: float) =
        if value = Math.PI then
            atom "π"
        elif value < 0.0 then
            {
                Text = value.ToString("R", CultureInfo.InvariantCulture).Replace('-', '−')
                Binding = Binding.Product
            }
        else
            atom (value.ToString("R", CultureInfo.InvariantCulture))

    type private Printer(fire: Comparison -> Surrogate -> string) =
        interface IAlgebra<Text> with
            member _.Constant value = number value
            member _.Variable v = atom v.Name

            member _.Unary(op, a) =
                match op with
                | Negate -> negative a
                | Absolute -> atom $"|%s{within Binding.Sum a}|"
                | SquareRoot -> call "sqrt" [ a ]
                | Exponential -> call "exp" [ a ]
                | Exprel -> call "exprel" [ a ]
                | Logarithm -> call "log" [ a ]
                | Sigmoid -> call "sigmoid" [ a ]
                | Tanh -> call "tanh" [ a ]
                | Sine -> call "sin" [ a ]
                | Cosine -> call "cos" [ a ]
                | Round -> call "round" [ a ]

            member _.Binary(op, a, b) =
                match op with
                | Add -> sum "+" a b
                | Subtract when a.Text = "0" -> negative b
                | Subtract -> sum "−" a b
                | Multiply -> product a b
                | Divide -> {
                    Text = $"%s{within Binding.Product a}/%s{within Binding.Atom b}"
                    Binding = Binding.Product
                  }
                | Minimum -> call "min" [ a; b ]
                | Maximum -> call "max" [ a; b ]

            member _.Compare(relation, a, b) =
                let sign =
                    match relation with
                    | Less -> "<"
                    | LessOrEqual -> "≤"
                    | Equal -> "="
                    | NotEqual -> "≠"

                {
                    Text = $"%s{within Binding.Sum a} %s{sign} %s{within Binding.Sum b}"
                    Binding = Binding.Condition
                }

            member _.Select(condition, a, b) = call "where" [ condition; a; b ]
            member _.Fire(comparison, surrogate, u) = call (fire comparison surrogate) [ u ]

            member _.Blend(z, a, b) =
                let kept = product (sum "−" (atom "1") z) a
                if b.Text = "0" then kept else sum "+" kept (product z b)

            member _.Detach a = call "sg" [ a ]
            member _.Step = atom "step"
            member _.Uniform draw = atom $"uniform(%d{draw})"
            member _.Normal draw = atom $"normal(%d{draw})"

    /// The state that an expression is an update of: the first term of its sum.
    let rec private updated expr =
        match expr with
        | Variable { Kind = State; Name = name } -> Some name
        | Binary((Add | Subtract), a, _)
        | Blending(_, a, _)
        | Select(_, _, a) -> updated a
        | Binary((Multiply | Divide | Minimum | Maximum), _, _)
        | Variable { Kind = Input | Parameter | Adjoint }
        | Constant _
        | Step
        | Uniform _
        | Normal _
        | Unary _
        | Compare _
        | Firing _
        | Detached _ -> None

    /// The node that a name is worth for: sg(z) and −z are written with the name of z.
    let rec private named expr =
        match expr with
        | Detached a
        | Unary(Negate, a) -> named a
        | _ -> expr

    /// Whether a node is used more than once.
    let private shared (roots: Expr[]) =
        let uses = Dictionary<Expr, int>(HashIdentity.Reference)

        for node in Fold.nodes roots do
            let operands =
                match node with
                | Detached _
                | Unary(Negate, _) -> [||]
                // The spike is written twice.
                | Blending(z, a, b) -> [| z; z; a; b |]
                | _ -> Fold.arguments node

            for operand in operands do
                let operand = named operand
                uses[operand] <- 1 + uses.GetValueOrDefault operand

        fun expr -> uses.GetValueOrDefault expr > 1 && not (Array.isEmpty (Fold.arguments expr))

    /// What `fire` is called for each comparison and surrogate: fire, or fire1, fire2, … if there are several.
    let private fires (roots: Expr[]) =
        let kinds =
            Fold.nodes roots
            |> Array.choose (fun node ->
                match node with
                | Firing(comparison, surrogate, _) -> Some struct (comparison, surrogate)
                | _ -> None)
            |> Array.distinct

        kinds
        |> Array.mapi (fun i kind -> struct ((if kinds.Length = 1 then "fire" else $"fire%d{i + 1}"), kind))

    let private fireName fires comparison surrogate =
        fires
        |> Array.pick (fun (struct (name, kind)) -> if kind = struct (comparison, surrogate) then Some name else None)

    let private subscript (n: int) = String.map (fun digit -> char (int digit - int '0' + int '₀')) (string n)

    /// The equations of some roots, each with its name, preceded by those of what they share.
    let private equations (definition: Definition) (leaves: string seq) (roots: (struct (string * Expr))[]) =
        let nodes = roots |> Array.map (fun (struct (_, root)) -> root)
        let isShared = shared nodes
        let taken = HashSet<string>(Seq.append leaves (roots |> Seq.map (fun (struct (name, _)) -> name)))

        let fresh stem = Seq.initInfinite (fun i -> stem + subscript (i + 1)) |> Seq.find taken.Add

        let names = Dictionary<Expr, string>(HashIdentity.Reference)

        for struct (name, root) in roots do
            if not (Array.isEmpty (Fold.arguments root)) then
                names.TryAdd(root, name) |> ignore

        let algebra = Printer(fireName (fires nodes))

        let known =
            List<struct (Expr * Text)>(definition.TimeSteps.Value |> Seq.map (fun node -> struct (node, atom "dt")))

        let printed = List<PrintedEquation>()

        for node in Fold.nodes nodes do
            let text () = Fold.overGiven (known.ToArray()) algebra node

            if names.ContainsKey node || isShared node then
                let name =
                    match names.TryGetValue node with
                    | true, name -> name
                    | _ ->
                        match node, updated node with
                        | Firing _, _ -> fresh definition.OutputName
                        | _, Some state -> fresh state
                        | _ -> fresh "u"

                printed.Add { Name = name; Text = within Binding.Condition (text ()) }
                known.Add(struct (node, atom name))

        for struct (name, root) in roots do
            if not (printed.Exists(fun equation -> equation.Name = name)) then
                printed.Add { Name = name; Text = (Fold.overGiven (known.ToArray()) algebra root).Text }

        printed.ToArray()

    /// One expression, in one line.
    let expression (expr: Expr) : string =
        within Binding.Condition (Fold.over (Printer(fireName (fires [| expr |]))) expr)

    /// The step of a model, in the order of evaluation: its output, and its states after the step as V'.
    let step (definition: Definition) : PrintedEquation[] =
        let e = definition.Equations
        let leaves = Seq.concat [ definition.InputNames; definition.StateNames; definition.ParameterNames ]

        Array.append
            (Array.map2 (fun name next -> struct (name + "'", next)) definition.StateNames e.Next)
            (e.Outputs |> Array.map (fun output -> struct (definition.OutputName, output)))
        |> equations definition leaves

    /// The initial states.
    let initial (definition: Definition) : PrintedEquation[] =
        Array.map2 (fun name value -> struct (name + "(0)", value)) definition.StateNames definition.Initial
        |> equations definition definition.ParameterNames

    /// What a function is whose name alone does not say it.
    let private explained op =
        match op with
        | Exprel -> Some { Name = "exprel(u)"; Text = "(exp(u) − 1)/u" }
        | Negate
        | Absolute
        | SquareRoot
        | Exponential
        | Logarithm
        | Sigmoid
        | Tanh
        | Sine
        | Cosine
        | Round -> None

    /// What the functions in the step are: each fire with the derivative that stands in for its own, and exprel.
    let functions (definition: Definition) : PrintedEquation[] =
        let roots = Compile.Equations.roots definition.Equations
        let u = Variable { Kind = Input; Index = 0; Name = "u" }

        [|
            for struct (name, (comparison, surrogate)) in fires roots do
                let sign =
                    match comparison with
                    | Greater -> ">"
                    | GreaterOrEqual -> "≥"

                { Name = $"%s{name}(u)"; Text = $"[u %s{sign} 0]" }

                {
                    Name = $"%s{name}'(u)"
                    Text = $"%s{expression (surrogate.Derivative u)}  (%s{string surrogate})"
                }

            yield!
                Fold.nodes roots
                |> Array.choose (fun node ->
                    match node with
                    | Unary(op, _) -> explained op
                    | _ -> None)
                |> Array.distinct
        |]
