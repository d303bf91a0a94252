-- One application of the caller's own department, in the words that the skills after it take their arguments by.
select company, purpose_of_loan, amount::float8 as amount, years, cash_available::float8 as "cashAvailable",
  principal_due::float8[] as "principalDue", interest_due::float8[] as "interestDue",
  duration_months, amount_marks, checking_account, credit_history, purpose, savings, employment, other_debtors, other_installment_plans
from loan_application
where id = $1 and department = $2
